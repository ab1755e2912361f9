using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Bits.Architecture.Tests;

/// <summary>The texts that stand in the code of an assembly.</summary>
static class AssemblyTexts
{
    public static IEnumerable<string> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = metadata.GetNextHandle(at))
            yield return metadata.GetUserString(at);
    }
}
