using Bits.Membership;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Web.Features.Mentorship;

/// <summary>Mentorship: programmes, applications, matches and what they do together, and the work of coordinators.</summary>
sealed class MentorshipWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<WebPlace> Places { get; } = [new("Mentorship", ProgrammesScreen.Path, "mentor")];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        WebScreen.Of<ProgrammesScreen>(ProgrammesScreen.Path),
        WebScreen.Of<NewProgrammeScreen>(NewProgrammeScreen.Path),
        WebScreen.Of<MatchScreen>("/mentorship/matches/{pair}"),
        WebScreen.Of<SessionScreen>("/mentorship/matches/{pair}/session"),
        WebScreen.Of<SessionFileScreen>("/mentorship/matches/{pair}/session.ics"),
        WebScreen.Of<CertificateScreen>("/mentorship/matches/{pair}/certificate"),
        WebScreen.Of<ProgrammeScreen>("/mentorship/{programme}"),
        WebScreen.Of<ApplyScreen>("/mentorship/{programme}/apply"),
        WebScreen.Of<MentorsScreen>("/mentorship/{programme}/mentors"),
        WebScreen.Of<ApplicationsScreen>("/mentorship/{programme}/applications"),
        WebScreen.Of<RunsScreen>("/mentorship/{programme}/runs"),
        WebScreen.Of<RunScreen>("/mentorship/{programme}/runs/{run}"),
        WebScreen.Of<PairsScreen>("/mentorship/{programme}/pairs"),
        WebScreen.Of<PairByHandScreen>("/mentorship/{programme}/pairs/new"),
        WebScreen.Of<ReportScreen>("/mentorship/{programme}/report"),
        WebScreen.Of<ProgrammeSettingsScreen>("/mentorship/{programme}/settings"),
    ];

    /// <inheritdoc />
    public void Register(IServiceCollection services) => services
        .AddSingleton<MentorshipReader>()
        .AddSingleton<IHomePanel, MatchesPanel>();

    /// <inheritdoc />
    public string? AddressOf(Scope scope) =>
        scope.Type == ScopeTypes.MentorshipProgramme ? $"{ProgrammesScreen.Path}/{scope.Id}" : null;

    /// <inheritdoc />
    public string? AddressOf(InboxItem item) => item.Kind switch
    {
        "mentorship.match" or "mentorship.answer_due" or "mentorship.accepted" or "mentorship.ended" or "mentorship.check_in"
            or "mentorship.session" => item.FirstId() is { } pair ? $"{ProgrammesScreen.Path}/matches/{pair}" : null,
        "mentorship.proposals" => item.FirstId() is { } programme ? $"{ProgrammesScreen.Path}/{programme}/pairs" : null,
        _ => null,
    };
}
