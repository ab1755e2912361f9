using System.ComponentModel.DataAnnotations;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Recommending.Running;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Recommending;

/// <summary>Recommendations of what the other features register as a kind.</summary>
sealed class RecommendingFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(RecommendingFeature), "recommend");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(RecommendingCapabilities.Read),
        CapabilityRule.OnPlatform(RecommendingCapabilities.Inspect, PlatformRole.Operator),
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature.Services.AddOptions<RecommendingOptions>().BindConfiguration(RecommendingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        feature.Services
            .AddSingleton<Recommendations>()
            .AddSingleton<RecommenderRuns>()
            .AddSingleton<RecommenderEvaluation>()
            .AddSingleton<SignalReader>()
            .AddSingleton<RunModels>()
            .AddSingleton<ScoredUsers>();
        feature
            .PersonalData<RecommendingData>()
            .Demo<RecommendingDemo>()
            .Call<ListRecommendations>()
            .Call<Dismiss>()
            .Call<RecordSignal>()
            .Call<GetRecommendationSettings>()
            .Call<SetRecommendationSettings>()
            .Call<InspectRecommendations>()
            .Call<ListRecommenderRuns>();
        // A missed hour or night needs no run of its own: the next one covers its time.
        feature.Jobs
            .AddPeriodic(
                "recommendations.train", "30 2 * * *", new TrainRecommender(), RecommendingJson.Default.TrainRecommender,
                periodic => periodic.Missed = MissedTicks.Coalesce)
            .AddPeriodic("recommendations.refresh", "10 * * * *", new RefreshRecommender(), RecommendingJson.Default.RefreshRecommender)
            .AddHandler<TrainRecommender, TrainRecommenderHandler>(RecommendingJson.Default.TrainRecommender)
            .AddHandler<RefreshRecommender, RefreshRecommenderHandler>(RecommendingJson.Default.RefreshRecommender)
            .AddHandler<ScoreUsers, ScoreUsersHandler>(RecommendingJson.Default.ScoreUsers);
    }
}

/// <summary>Configures recommendations.</summary>
public sealed class RecommendingOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Recommendations";

    /// <summary>Gets or sets how many users one job scores in a transaction. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int ChunkSize { get; set; } = 1_000;
}

/// <summary>The capabilities of recommendations.</summary>
public static class RecommendingCapabilities
{
    /// <summary>Read one's own recommendations, dismiss them, and switch them off.</summary>
    public const string Read = "recommendations.read";

    /// <summary>Read the recommendations of another member with their scores, and the runs.</summary>
    public const string Inspect = "recommendations.inspect";
}
