namespace Bits.Jobs;

/// <summary>An argument is out of range or malformed. Nothing was enqueued or changed.</summary>
/// <remarks>The message is <c>field: problem</c>. <see cref="ArgumentException.ParamName"/> is the field.</remarks>
/// <param name="field">The argument or the property of it, such as <c>queue</c> or <c>options.RunAt</c>.</param>
/// <param name="problem">What is wrong and what to do.</param>
public sealed class InvalidArgumentException(string field, string problem) : ArgumentException(null, field)
{
    /// <summary>The argument or the property of it, such as <c>queue</c> or <c>options.RunAt</c>.</summary>
    public string Field => ParamName!;

    /// <summary>What is wrong and what to do.</summary>
    public string Problem { get; } = problem;

    /// <inheritdoc />
    public override string Message => $"{Field}: {Problem}";
}
