using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>The system calls that .NET lacks.</summary>
[UnsupportedOSPlatform("windows")]
static partial class Posix
{
    const int WriteOnly = 1;
    const int ReadWrite = 2;
    const int BrokenPipe = 32;
    const uint OwnerReadWrite = 0x180;

    static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
    static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>The error number of a file locked by another process.</summary>
    public static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    public static bool IsRoot => UserId == 0;

    public static uint UserId => geteuid();

    /// <summary>Creates a named pipe that only its owner may open.</summary>
    public static void MakePipe(string path)
    {
        if (mkfifo(path, OwnerReadWrite) != 0)
            throw LastError("cannot create the pipe", path);
    }

    /// <summary>Opens the writing end of a pipe; null when the pipe is missing or has no reader.</summary>
    /// <remarks>Child processes do not inherit it.</remarks>
    public static int? OpenForWriting(string path) => Open(path, WriteOnly);

    /// <summary>Opens both ends of a pipe at once, which succeeds whenever the pipe exists.</summary>
    public static int OpenBothEnds(string path) =>
        Open(path, ReadWrite) ?? throw LastError("cannot open the pipe", path);

    /// <summary>Writes one line feed; false without a reader.</summary>
    public static bool WriteLineFeed(int fd) => write(fd, "\n"u8, 1) >= 0 || Marshal.GetLastPInvokeError() != BrokenPipe;

    public static void Close(int fd) => _ = close(fd);

    /// <summary>Changes the owner of a file. For a symbolic link, changes the link itself.</summary>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (lchown(path, user, group) != 0)
            throw LastError($"cannot give to user {user}", path);
    }

    /// <summary>Returns the owner and group of a file; null when the system cannot tell (macOS).</summary>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        const int fromWorkingDirectory = -100, noFollow = 0x100, basicStats = 0x7ff;

        return OperatingSystem.IsLinux() && statx(fromWorkingDirectory, path, noFollow, basicStats, out var status) == 0
            ? (status.User, status.Group)
            : null;
    }

    static int? Open(string path, int access)
    {
        var fd = open(path, access | NonBlocking | CloseOnExec);
        return fd >= 0 ? fd : null;
    }

    static IOException LastError(string what, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{what} {path}: {new Win32Exception(error).Message}");
    }

    // The kernel's own layout, the same on every processor, unlike that of stat().
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct FileStatus
    {
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out FileStatus status);
}
