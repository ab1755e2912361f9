using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Maintenance;
using Bits.Platform.Photos;
using Bits.Platform.Privacy;
using Bits.Platform.Recommending;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features;

/// <summary>Registers the parts of a feature: one verb per kind of part.</summary>
sealed class FeatureBuilder(IServiceCollection services, JobsBuilder jobs)
{
    /// <summary>Registers services and options.</summary>
    public IServiceCollection Services => services;

    /// <summary>Registers job handlers and periodic jobs.</summary>
    public JobsBuilder Jobs => jobs;

    /// <summary>Adds a call.</summary>
    public FeatureBuilder Call<T>() where T : class
    {
        services.AddRpc<T>();
        return this;
    }

    /// <summary>Adds the export and erasure of what the feature stores about people.</summary>
    public FeatureBuilder PersonalData<T>() where T : class, IPersonalData => Add<IPersonalData, T>();

    /// <summary>Adds the text of a kind of notification.</summary>
    public FeatureBuilder NotificationText<T>() where T : class, INotificationText => Add<INotificationText, T>();

    /// <summary>Adds the documents that the feature keeps in the search index.</summary>
    public FeatureBuilder SearchOwner<T>() where T : class, ISearchOwner => Add<ISearchOwner, T>();

    /// <summary>Adds data that the feature keeps equal to the accounts.</summary>
    public FeatureBuilder AccountFollower<T>() where T : class, IAccountFollower => Add<IAccountFollower, T>();

    /// <summary>Adds a type of scope that the feature owns.</summary>
    public FeatureBuilder ScopeDirectory<T>() where T : class, IScopeDirectory => Add<IScopeDirectory, T>();

    /// <summary>Adds an audience of photos that the feature shows.</summary>
    public FeatureBuilder PhotoAudience<T>() where T : class, IPhotoAudience => Add<IPhotoAudience, T>();

    /// <summary>Adds a kind of thing that the feature owns and the platform recommends.</summary>
    public FeatureBuilder Recommended<T>() where T : class, IRecommendedKind => Add<IRecommendedKind, T>();

    /// <summary>Adds demo data.</summary>
    public FeatureBuilder Demo<T>() where T : class, IDemoSeed => Add<IDemoSeed, T>();

    FeatureBuilder Add<TService, T>() where TService : class where T : class, TService
    {
        services.AddSingleton<TService, T>();
        return this;
    }
}
