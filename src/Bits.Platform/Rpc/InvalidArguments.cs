namespace Bits.Platform.Rpc;

/// <summary>Reads what a pillar says about an argument that it refused. Each pillar has an exception of its own.</summary>
public static class InvalidArguments
{
    /// <summary>Returns the field and the problem; null: another exception.</summary>
    public static FieldProblem? Find(Exception exception) => exception switch
    {
        Bits.Membership.InvalidArgumentException e => new(e.Field, e.Problem),
        Bits.Jobs.InvalidArgumentException e => new(e.Field, e.Problem),
        Bits.Matching.InvalidArgumentException e => new(e.Field, e.Problem),
        Bits.Search.InvalidArgumentException e => new(e.Field, e.Problem),
        _ => null,
    };
}
