using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Meeting;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Reports;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Mentorship;

/// <summary>Mentorship programmes: applications, matching with a proof, pairs, what they do together, reports.</summary>
sealed class MentorshipFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(MentorshipFeature), "mentorship");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.OnPlatform(MentorshipCapabilities.Create, PlatformRole.Operator),
        CapabilityRule.SignedIn(MentorshipCapabilities.View),
        CapabilityRule.InScope(MentorshipCapabilities.Apply, atLeast: null) with { RefusesBanned = true },
        CapabilityRule.InScope(MentorshipCapabilities.Withdraw, atLeast: null),
        CapabilityRule.InScope(MentorshipCapabilities.Coordinate, MemberRole.Coordinator) with { Platform = PlatformRole.Operator },
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .ScopeDirectory<ProgrammeScopes>()
            .PersonalData<MentorshipData>()
            .NotificationText<MatchText>()
            .NotificationText<AnswerDueText>()
            .NotificationText<MatchAcceptedText>()
            .NotificationText<MatchEndedText>()
            .NotificationText<CheckInText>()
            .NotificationText<SessionText>()
            .NotificationText<RunFinishedText>()
            .Demo<MentorshipDemo>()
            .Call<CreateProgramme>()
            .Call<UpdateProgramme>()
            .Call<GetProgramme>()
            .Call<ListProgrammes>()
            .Call<ChangeProgrammeState>()
            .Call<AddCoordinator>()
            .Call<RemoveCoordinator>()
            .Call<SaveApplication>()
            .Call<WithdrawApplication>()
            .Call<GetMyApplication>()
            .Call<ListApplications>()
            .Call<ListMentors>()
            .Call<StartRun>()
            .Call<GetRun>()
            .Call<ListRuns>()
            .Call<ListRunPairs>()
            .Call<ListCandidates>()
            .Call<VerifyRun>()
            .Call<DiscardRun>()
            .Call<ListPairs>()
            .Call<ApprovePairs>()
            .Call<ApproveRun>()
            .Call<RefusePair>()
            .Call<AddPair>()
            .Call<ListMyPairs>()
            .Call<GetPair>()
            .Call<AcceptPair>()
            .Call<DeclinePair>()
            .Call<EndPair>()
            .Call<AddGoal>()
            .Call<SetGoal>()
            .Call<AddNote>()
            .Call<RemoveNote>()
            .Call<PlanSession>()
            .Call<ChangeSession>()
            .Call<GetSessionCalendar>()
            .Call<CheckIn>()
            .Call<GiveFeedback>()
            .Call<GetCertificate>()
            .Call<GetReport>()
            .Call<ListAnswers>();
        feature.Services
            .AddSingleton<ProgrammeGate>().AddSingleton<ProgrammeViews>().AddSingleton<PairViews>().AddSingleton<PairApproval>()
            .AddSingleton<MatchingRuns>().AddSingleton<ScoringCache>();
        feature.Jobs
            .AddPeriodic("mentorship.keep_deadlines", "*/10 * * * *", new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines)
            .AddHandler<KeepDeadlines, KeepDeadlinesHandler>(MentorshipJson.Default.KeepDeadlines)
            .AddHandler<ScoreMentee, ScoreMenteeHandler>(MentorshipJson.Default.ScoreMentee)
            .AddHandler<AssignRun, AssignRunHandler>(MentorshipJson.Default.AssignRun)
            .AddHandler<NotifyRun, NotifyRunHandler>(MentorshipJson.Default.NotifyRun)
            .AddHandler<NotifyNext, NotifyNextHandler>(MentorshipJson.Default.NotifyNext)
            .AddHandler<NotifyPair, NotifyPairHandler>(MentorshipJson.Default.NotifyPair)
            .AddHandler<ApproveProposals, ApproveProposalsHandler>(MentorshipJson.Default.ApproveProposals)
            .AddHandler<ProposeNext, ProposeNextHandler>(MentorshipJson.Default.ProposeNext);
    }
}
