using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Bits.Platform.Accounts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Platform.Auth;

/// <summary>Issues tokens for whomever one likes, for development only. Its key lies in a file of the developer's, so
/// that the backend accepts what <c>adminctl token</c> issues.</summary>
public sealed class DevelopmentIssuer
{
    /// <summary>Where the configuration may name another file for the key.</summary>
    public const string KeyFileSetting = "Auth:DevelopmentKeyFile";

    const string Issuer = "bits-development";
    const string Audience = "bits";

    readonly ECDsaSecurityKey _key;

    DevelopmentIssuer(ECDsa key) => _key = new(key);

    /// <summary>How its tokens are checked.</summary>
    public TokenValidationParameters ValidationParameters => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = _key,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ClockSkew = TimeSpan.Zero, // one machine, one clock
    };

    /// <summary>Opens the issuer, and makes its key the first time.</summary>
    /// <exception cref="InvalidOperationException">The environment is not Development.</exception>
    /// <exception cref="SettingsException">The file of the key cannot be read or made, or holds something else.</exception>
    public static DevelopmentIssuer Open(IHostEnvironment environment, IConfiguration configuration)
    {
        if (!environment.IsDevelopment())
            throw new InvalidOperationException(
                $"The environment is {environment.EnvironmentName}: the development issuer runs in Development only. "
                + "Get tokens from the provider that Auth:Authority names.");

        return new(ReadKey(configuration[KeyFileSetting] ?? DefaultKeyFile()));
    }

    /// <summary>A token for a user.</summary>
    /// <param name="account">Whom it names.</param>
    /// <param name="now">From when it is good.</param>
    /// <param name="lifetime">For how long.</param>
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
                $"{KeyFileSetting}: {file} gives no key: {e.Message} Name another file, or remove it to have a new key made.", e);
        }
    }

    static string LoadOrMake(string file)
    {
        if (!File.Exists(file))
            Make(file);

        return File.ReadAllText(file);
    }

    // Written aside and moved: of two processes that make one at once both use the one that was there first.
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
