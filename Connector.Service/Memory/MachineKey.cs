using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using Connector.Service.Configuration;

namespace Connector.Service.Memory;

/// <summary>
/// The key of a connector that is alone and was given none: a file in <c>DATA_FOLDER</c> that is made at the first start and that only the
/// connector's own user may read. Who lacks it (another machine's memory, a copy of the database alone) can open no credentials.
/// </summary>
internal static class MachineKey
{
    /// <summary>Reads the key, or makes it.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="IOException">The file cannot be read or made, or is none of ours; the message says what to do.</exception>
    public static byte[] ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "connector.key");
        try
        {
            if (!File.Exists(path))
                Make(folder, path);
            return Read(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The key file {path} cannot be used: {exception.Message}", exception);
        }
    }

    private static byte[] Read(string path)
    {
        var key = File.ReadAllBytes(path);
        if (key.Length != SharedKey.Length)
        {
            throw new IOException($"The key file {path} has {key.Length} bytes and not {SharedKey.Length}, so it is none of this program's. Remove it: a new one "
                + "is made at the next start, and agents sign in again when their clients ask.");
        }

        const UnixFileMode Strangers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Strangers) != UnixFileMode.None)
        {
            throw new IOException($"The key file {path} may be read or written by others than its owner. Remove it, because it may be known by now (a new "
                + "one is made at the next start), or take the rights away: chmod 600.");
        }

        return key;
    }

    // Under another name first: a start that is killed leaves no half of a key.
    private static void Make(string folder, string path)
    {
        Directory.CreateDirectory(folder);
        var made = path + "." + Guid.NewGuid().ToString("N");
        var key = RandomNumberGenerator.GetBytes(SharedKey.Length);
        try
        {
            using (var stream = Create(made))
            {
                stream.Write(key);
                stream.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(made, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another start was quicker; its key holds.
            }
        }
        finally
        {
            File.Delete(made);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static FileStream Create(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        // Not inherited from the folder: this user, the system and administrators.
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        IdentityReference?[] readers =
        [
            WindowsIdentity.GetCurrent().User,
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
        ];
        foreach (var reader in readers.OfType<IdentityReference>())
            security.AddAccessRule(new FileSystemAccessRule(reader, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, security);
    }
}
