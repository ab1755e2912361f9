using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Bits.Platform.Accounts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Platform.Auth;

/// <summary>Issues tokens for any user, for development only. Its key lives in a file of the developer, so that the
/// backend accepts the tokens of <c>adminctl token</c>.</summary>
public sealed class DevelopmentIssuer
{
    /// <summary>The setting with another file for the key.</summary>
    public const string KeyFileSetting = "Auth:DevelopmentKeyFile";

    const string Issuer = "bits-development";
    const string Audience = "bits";

    readonly ECDsaSecurityKey _key;

    DevelopmentIssuer(ECDsa key) => _key = new(key);

    /// <summary>Gets the parameters that validate its tokens.</summary>
    public TokenValidationParameters ValidationParameters => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = _key,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ClockSkew = TimeSpan.Zero, // one machine, one clock
    };

    /// <summary>Opens the issuer; creates its key on first use.</summary>
    /// <exception cref="InvalidOperationException">The environment is not Development.</exception>
    /// <exception cref="SettingsException">The key file cannot be read or created, or has other content.</exception>
    public static DevelopmentIssuer Open(IHostEnvironment environment, IConfiguration configuration)
    {
        if (!environment.IsDevelopment())
            throw new InvalidOperationException(
                $"The environment is {environment.EnvironmentName}: the development issuer runs in Development only. "
                + "Get tokens from the provider that Auth:Authority names.");

        return new(ReadKey(configuration[KeyFileSetting] ?? DefaultKeyFile()));
    }

    /// <summary>Issues a token for a user.</summary>
    /// <param name="account">The account.</param>
    /// <param name="now">The start of its validity.</param>
    /// <param name="lifetime">The duration of its validity.</param>
    public string Issue(Account account, DateTimeOffset now, TimeSpan lifetime) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Subject = new ClaimsIdentity(
                [
                    new("sub", account.Id.ToString()), new("name", account.Name), new("jti", Guid.CreateVersion7().ToString()),
                    new("auth_time", EpochTime.GetIntDate(now.UtcDateTime).ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
                ]),
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = new(_key, SecurityAlgorithms.EcdsaSha256),
        });

    static string DefaultKeyFile() => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "bits", "development-issuer.pem");

    static ECDsa ReadKey(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(LoadOrMake(file));
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new SettingsException(
                $"{KeyFileSetting}: {file} gives no key: {e.Message} Name another file, or delete it to create a new key.", e);
        }
    }

    static string LoadOrMake(string file)
    {
        if (!File.Exists(file))
            Make(file);

        return File.ReadAllText(file);
    }

    // Writes a temporary file and moves it: of two processes at once both use the first key.
    static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var aside = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(aside, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(aside, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(aside, key.ExportPkcs8PrivateKeyPem());

        try
        {
            File.Move(aside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(aside);
        }
    }
}
