namespace Bits.Load.Rpc;

/// <summary>The other programs of this build.</summary>
static class BuiltProgram
{
    /// <summary>The assembly of a program, to be run by <c>dotnet</c>.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="assembly">Its name, where that is not the project's.</param>
    public static string Path(string project, string? assembly = null)
    {
        // …/artifacts/bin/Bits.Load/release/ -> …/artifacts/bin/Bits.Backend/release/
        var own = AppContext.BaseDirectory.TrimEnd('/');
        return System.IO.Path.Combine(own, "..", "..", project, System.IO.Path.GetFileName(own), $"{assembly ?? project}.dll");
    }
}
