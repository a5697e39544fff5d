namespace Connector.Sagas.Ownership;

/// <summary>
/// What the core keeps to, rule by rule, so that tests can switch one off and see the simulation notice. The second half are bugs that the
/// simulation found: switched off, the code is as it was before the fix.
/// </summary>
internal sealed record OwnershipRules
{
    internal static readonly OwnershipRules All = new();

    internal bool OwnLinkFirst { get; init; } = true;
    internal bool HigherEpochWins { get; init; } = true;
    internal bool EpochGrows { get; init; } = true;
    internal bool SelfFence { get; init; } = true;
    internal bool ListenBeforeActing { get; init; } = true;
    internal bool PresenceIsAsked { get; init; } = true;
    internal bool SilenceMustBeProved { get; init; } = true;
    internal bool FollowTheClient { get; init; } = true;
    internal bool YieldTellsHowFar { get; init; } = true;
    internal bool WaitForReceipts { get; init; } = true;
    internal bool FailbackOnlyInActivePassive { get; init; } = true;
    internal bool AskForWhatWasMissed { get; init; } = true;

    internal bool FencedSessionsAreReleased { get; init; } = true;
    internal bool EpochsAreUnlike { get; init; } = true;
    internal bool OutliveUnseenEpochs { get; init; } = true;
    internal bool NewRunMustBeAlive { get; init; } = true;
    internal bool LeaseIsAskedAtEachAct { get; init; } = true;
    internal bool MemoryWaitsForThoseThatKnow { get; init; } = true;
    internal bool AbsentMayHaveServed { get; init; } = true;
    internal bool TheDeadMayReturn { get; init; } = true;
    internal bool BareClaimsAreAskedAbout { get; init; } = true;
    internal bool ReceiptsComeAfterClaims { get; init; } = true;
    internal bool ForgottenIsNotUndone { get; init; } = true;
    internal bool ProofOfLifeIsNew { get; init; } = true;
    internal bool YieldForOthers { get; init; } = true;
    internal bool LateCopiesWait { get; init; } = true;
    internal bool LastWordsAreNoLife { get; init; } = true;
}
