using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Bits.Platform.Auth;
using Bits.Shared;

namespace Bits.Platform.Rpc;

/// <summary>An allowance: so many at once, and so many a second in the long run.</summary>
public sealed class RateAllowance
{
    /// <summary>How many at once; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; }

    /// <summary>How many a second in the long run; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; set; }
}

/// <summary>An allowance for what is rare: so many at once, and so many a minute in the long run.</summary>
public sealed class SlowAllowance
{
    /// <summary>How many at once; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; }

    /// <summary>How many a minute in the long run; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int PerMinute { get; set; }
}

/// <summary>How often whom may call, on each node; section <c>RateLimits</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "RateLimits";

    /// <summary>Whether there are limits; default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Cheap reads of a user; default 200 at once, 50 a second.</summary>
    public RateAllowance Read { get; set; } = new() { Burst = 200, PerSecond = 50 };

    /// <summary>Searches of a user; default 60 at once, 20 a second.</summary>
    public RateAllowance Search { get; set; } = new() { Burst = 60, PerSecond = 20 };

    /// <summary>Writes of a user; default 100 at once, 10 a second.</summary>
    public RateAllowance Write { get; set; } = new() { Burst = 100, PerSecond = 10 };

    /// <summary>Sensitive writes of a user; default 20 at once, 1 a second.</summary>
    public RateAllowance Sensitive { get; set; } = new() { Burst = 20, PerSecond = 1 };

    /// <summary>Requests of an address, for all its users together; default 1,000 at once, 200 a second.</summary>
    public RateAllowance Address { get; set; } = new() { Burst = 1_000, PerSecond = 200 };

    /// <summary>Sign-in links that an address asks for, for all mailboxes together; default 30 at once, 6 a minute.</summary>
    public SlowAllowance SignInMail { get; set; } = new() { Burst = 30, PerMinute = 6 };

    /// <summary>Claims of accounts that an address makes, each of which may mail a stranger; default 10 at once, 2 a minute.
    /// </summary>
    public SlowAllowance Claim { get; set; } = new() { Burst = 10, PerMinute = 2 };

    /// <summary>How many calls of one user run at once; more wait. Default 16, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int ConcurrentCalls { get; set; } = 16;

    /// <summary>How many requests with files a node receives and reads at once, of all users; more are refused. Default 32, 1 to
    /// 10,000.</summary>
    [Range(1, 10_000)]
    public int Uploads { get; set; } = 32;

    /// <summary>How many of them are of one user; default 2, 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int UploadsOfUser { get; set; } = 2;
}

/// <summary>Lets each user call so often and so many times at once, and no more. Kept in memory, node by node: what
/// is unused is forgotten.</summary>
public sealed class RateLimits : IDisposable
{
    const int Waiting = 500;

    readonly RateLimitOptions _options;
    readonly PartitionedRateLimiter<(string Who, RateClass Class)> _often;
    readonly PartitionedRateLimiter<string> _address;
    readonly PartitionedRateLimiter<string> _mail;
    readonly PartitionedRateLimiter<string> _claims;
    readonly PartitionedRateLimiter<string> _atOnce;
    readonly PartitionedRateLimiter<string> _uploads;

    /// <param name="options">The allowances.</param>
    public RateLimits(RateLimitOptions options)
    {
        _options = options;
        _often = PartitionedRateLimiter.Create<(string Who, RateClass Class), (string, RateClass)>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, k => Bucket(Allowance(k.Item2))));
        _address = PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(options.Address)));
        _mail = Slow(options.SignInMail);
        _claims = Slow(options.Claim);
        _uploads = PartitionedRateLimiter.CreateChained(
            AtOnce(who => who, options.UploadsOfUser), AtOnce(_ => "", options.Uploads));
        _atOnce = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new() { PermitLimit = options.ConcurrentCalls, QueueLimit = Waiting }));
    }

    /// <summary>Counts a request of an address. Addresses of IPv6 count by the 64 bits of their network: a subscriber
    /// has all of those.</summary>
    /// <exception cref="FaultException">It has used up its allowance.</exception>
    public void CountAddress(IPAddress? address)
    {
        if (!_options.Enabled)
            return;

        using var lease = _address.AttemptAcquire(Network(address));
        Require(lease, "address_rate_limited", "Too many requests come from this address; wait a moment.");
    }

    /// <summary>Counts a request of an address for a sign-in link: each may mail a stranger.</summary>
    /// <exception cref="FaultException">It has used up its allowance.</exception>
    public void CountSignInMail(IPAddress? address)
    {
        if (!_options.Enabled)
            return;

        using var lease = _mail.AttemptAcquire(Network(address));
        Require(lease, "address_rate_limited", "Too many sign-in links were asked for from this network; wait a minute.");
    }

    /// <summary>Counts a claim that an address makes: each may mail a stranger.</summary>
    /// <exception cref="FaultException">It has used up its allowance.</exception>
    public void CountClaim(IPAddress? address)
    {
        if (!_options.Enabled)
            return;

        using var lease = _claims.AttemptAcquire(Network(address));
        Require(lease, "address_rate_limited", "Too many claims were made from this network; wait a minute.");
    }

    /// <summary>Counts a request with files while it is received and read: its memory is held all that time.</summary>
    /// <returns>Its place; to be disposed of at the end.</returns>
    /// <exception cref="FaultException">The user sends too many at once, or all users together do.</exception>
    public IDisposable? EnterUpload(Identity identity)
    {
        if (!_options.Enabled)
            return null;

        var place = _uploads.AttemptAcquire(identity.Key);
        if (!place.IsAcquired)
            place.Dispose();
        Require(place, "uploads_busy", "Too many files are being sent at this moment; send yours again in a few seconds.");
        return place;
    }

    /// <summary>Counts a call of a user, and waits while too many of theirs run.</summary>
    /// <returns>Their place; to be disposed of at the end of the call.</returns>
    /// <exception cref="FaultException">They have used up their allowance.</exception>
    internal async ValueTask<RateLimitLease?> EnterAsync(string who, RateClass of, CancellationToken ct)
    {
        if (!_options.Enabled)
            return null;

        using (var lease = _often.AttemptAcquire((who, of)))
            Require(lease, "rate_limited", $"Too many calls of the class {of.ToText()}; wait a moment.");

        var place = await _atOnce.AcquireAsync(who, 1, ct);
        if (!place.IsAcquired)
            place.Dispose();
        Require(place, "too_many_at_once", "Too many calls of yours wait already; wait for their answers.");
        return place;
    }

    /// <summary>Counts a call of a user that has been let in and is dearer than others.</summary>
    /// <exception cref="FaultException">They have used up their allowance.</exception>
    internal void CountMore(string who, RateClass of, int calls)
    {
        if (!_options.Enabled)
            return;

        using var lease = _often.AttemptAcquire((who, of), Math.Min(calls, Allowance(of).Burst));
        Require(
            lease, "rate_limited",
            $"This counts as {calls + 1} calls of the class {of.ToText()}; wait a moment, or ask for less.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _often.Dispose();
        _address.Dispose();
        _mail.Dispose();
        _claims.Dispose();
        _atOnce.Dispose();
        _uploads.Dispose();
    }

    static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    static void Require(RateLimitLease lease, string reason, string message)
    {
        if (lease.IsAcquired)
            return;

        throw FaultException.ResourceExhausted(
            reason, message, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));
    }

    RateAllowance Allowance(RateClass of) => of switch
    {
        RateClass.Read => _options.Read,
        RateClass.Search => _options.Search,
        RateClass.Write => _options.Write,
        RateClass.Sensitive => _options.Sensitive,
    };

    static PartitionedRateLimiter<string> AtOnce(Func<string, string> of, int limit) => PartitionedRateLimiter.Create<string, string>(
        who => RateLimitPartition.GetConcurrencyLimiter(of(who), _ => new() { PermitLimit = limit, QueueLimit = 0 }));

    static PartitionedRateLimiter<string> Slow(SlowAllowance allowance) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(
            key, _ => Bucket(allowance.Burst, allowance.PerMinute, TimeSpan.FromMinutes(1))));

    static TokenBucketRateLimiterOptions Bucket(RateAllowance allowance) =>
        Bucket(allowance.Burst, allowance.PerSecond, TimeSpan.FromSeconds(1));

    static TokenBucketRateLimiterOptions Bucket(int burst, int refill, TimeSpan period) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = refill,
        ReplenishmentPeriod = period,
        QueueLimit = 0,
    };
}
