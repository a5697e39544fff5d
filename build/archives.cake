// Archives that come out the same for the same content: sorted, owned by root, with the commit's time.
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

/// The time that every file in an archive bears: SOURCE_DATE_EPOCH, else the commit's, else the earliest that zip knows.
DateTimeOffset ArchiveTime()
{
    var said = EnvironmentVariable("SOURCE_DATE_EPOCH") ?? Ask("git", "log", "-1", "--format=%ct");
    return long.TryParse(said?.Trim(), out var seconds)
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// Every file under a folder, with its name inside the archive (the folder's own name first), in a fixed order.
IEnumerable<(string Path, string Name)> ArchiveEntries(string folder)
{
    var parent = System.IO.Path.GetDirectoryName(folder);
    return System.IO.Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => (path, System.IO.Path.GetRelativePath(parent, path).Replace('\\', '/')))
        .OrderBy(entry => entry.Item2, StringComparer.Ordinal);
}

string WriteTarGz(string folder, string output)
{
    const UnixFileMode data = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode program = data | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    var file = System.IO.Path.Combine(output, System.IO.Path.GetFileName(folder) + ".tar.gz");
    using var gzip = new GZipStream(System.IO.File.Create(file), CompressionLevel.Optimal);
    using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
    foreach (var (path, name) in ArchiveEntries(folder))
    {
        // Programs are what .NET publishes without an extension: the host and its dump helper.
        var isProgram = name.Contains("/bin/") && System.IO.Path.GetExtension(path) is "" or ".Service" or ".FinesseSimulator";
        using var content = System.IO.File.OpenRead(path);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            Mode = isProgram ? program : data,
            ModificationTime = ArchiveTime(),
            UserName = "root",
            GroupName = "root",
        });
    }
    return file;
}

string WriteZip(string folder, string output)
{
    var file = System.IO.Path.Combine(output, System.IO.Path.GetFileName(folder) + ".zip");
    System.IO.File.Delete(file);
    using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
    foreach (var (path, name) in ArchiveEntries(folder))
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = ArchiveTime();
        using var to = entry.Open();
        using var from = System.IO.File.OpenRead(path);
        from.CopyTo(to);
    }
    return file;
}

/// SHA256SUMS as sha256sum writes it: sha256sum --check SHA256SUMS.
void WriteChecksums(string output, IEnumerable<string> files) =>
    System.IO.File.WriteAllText(System.IO.Path.Combine(output, "SHA256SUMS"), string.Concat(files
        .OrderBy(file => file, StringComparer.Ordinal)
        .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(file)))}  {System.IO.Path.GetFileName(file)}\n")));
