namespace Bits.Jobs;

/// <summary>The kinds of these types, each of which must have a handler.</summary>
sealed class RequiredKinds(IEnumerable<Type> types)
{
    /// <summary>Checks that every kind has a handler.</summary>
    /// <exception cref="InvalidOperationException">A kind has no handler, or belongs to two types.</exception>
    public void Check(IReadOnlyCollection<string> handled)
    {
        var kinds = types
            .Where(type => type is { IsInterface: false, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IJobArgs)))
            .ToLookup(type => (string)type.GetInterfaceMap(typeof(IJobArgs)).TargetMethods
                .Single(method => method.Name.EndsWith("get_Kind", StringComparison.Ordinal)).Invoke(null, null)!);
        if (kinds.FirstOrDefault(kind => kind.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"{string.Join(" and ", twice.Select(type => type.FullName).Order())} name the same job kind '{twice.Key}'. Use a kind of its own for each.");
        if (kinds.FirstOrDefault(kind => !handled.Contains(kind.Key)) is { } orphan)
            throw new InvalidOperationException(
                $"No handler is registered for the job kind '{orphan.Key}' of {orphan.Single().FullName}. Add one by AddHandler.");
    }
}
