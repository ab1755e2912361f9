namespace Bits.Recommender;

/// <summary>An argument is out of range or malformed. Nothing was changed.</summary>
/// <remarks>The message is <c>field: problem</c>. <see cref="ArgumentException.ParamName"/> is the field.</remarks>
/// <param name="field">The argument or the property of it, such as <c>item</c> or <c>weight</c>.</param>
/// <param name="problem">What is wrong and what to do.</param>
public class InvalidArgumentException(string field, string problem) : ArgumentException(null, field)
{
    /// <summary>The argument or the property of it, such as <c>item</c> or <c>weight</c>.</summary>
    public string Field => ParamName!;

    /// <summary>What is wrong and what to do.</summary>
    public string Problem { get; } = problem;

    /// <inheritdoc />
    public override string Message => $"{Field}: {Problem}";
}
