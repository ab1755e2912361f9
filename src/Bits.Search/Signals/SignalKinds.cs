namespace Bits.Search.Signals;

/// <summary>How kinds are written.</summary>
static class SignalKinds
{
    /// <summary>As the table has it.</summary>
    public static string Text(SignalKind kind) => kind switch
    {
        SignalKind.View => "view",
        SignalKind.Dwell => "dwell",
        SignalKind.Like => "like",
        SignalKind.Join => "join",
        SignalKind.Apply => "apply",
        SignalKind.Hide => "hide",
    };
}
