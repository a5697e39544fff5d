using System.Reflection;
using Shouldly;
using Xunit;

namespace Connector.Tests.Architecture;

/// <summary>
/// The arrows between the rooms (docs/architecture.md). A new room, arrow or package owner is entered here, on purpose.
/// </summary>
public sealed class ArrowTests
{
    /// <summary>Room by room: the rooms that its project file names.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Connector.Contracts"] = [],
        ["Connector.Client"] = ["Connector.Contracts"],
        ["Connector.Sagas"] = ["Connector.Contracts"],
        ["Connector.OpenWire"] = [],
        ["Connector.ActiveMqTransport"] = ["Connector.OpenWire"],
        ["Connector.Xmpp"] = [],
        ["Connector.Finesse"] = ["Connector.Xmpp"],
        ["Connector.FinesseSimulator"] = ["Connector.Xmpp"],
        ["Connector.Lab"] = [],
        ["Connector.Benchmarks"] = ["Connector.ActiveMqTransport", "Connector.Finesse", "Connector.Lab", "Connector.OpenWire"],
        ["Connector.Service"] =
        [
            "Connector.ActiveMqTransport", "Connector.Contracts", "Connector.Finesse", "Connector.FinesseSimulator", "Connector.Sagas",
        ],
        ["Connector.Tests"] =
        [
            "Connector.ActiveMqTransport", "Connector.Benchmarks", "Connector.Client", "Connector.Contracts", "Connector.Finesse",
            "Connector.FinesseSimulator", "Connector.Lab", "Connector.OpenWire", "Connector.Sagas", "Connector.Service", "Connector.Xmpp", "FirstClient",
            "OrdersOverOpenWire",
        ],
        ["OrdersOverOpenWire"] = ["Connector.OpenWire"],
        ["FirstClient"] = ["Connector.ActiveMqTransport", "Connector.Contracts"],
    };

    /// <summary>Packages that shape a room: only these rooms may name them.</summary>
    private static readonly Dictionary<string, string[]> PackageOwners = new()
    {
        ["MassTransit"] = ["Connector.ActiveMqTransport", "Connector.Benchmarks", "Connector.Client", "Connector.Sagas", "Connector.Service", "Connector.Tests", "FirstClient"],
        ["BenchmarkDotNet"] = ["Connector.Benchmarks"],
        ["Quartz"] = ["Connector.Service", "Connector.Tests"],
        ["Flurl"] = ["Connector.Finesse"],
        ["Flurl.Http"] = ["Connector.Finesse"],
        ["Newtonsoft.Json"] = ["Connector.Finesse"],
        ["Microsoft.Data.Sqlite"] = ["Connector.Service", "Connector.Tests"],
        ["SQLitePCLRaw"] = ["Connector.Service"],
        ["NSubstitute"] = ["Connector.Tests"],
        ["xunit"] = ["Connector.Tests"],
    };

    public static TheoryData<string> Rooms => [.. Repository.Projects.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_room_has_its_arrows_declared_here() =>
        Repository.Projects.Keys.Order().ShouldBe(Arrows.Keys.Order());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_project_file_names_only_the_rooms_below_it(string room)
    {
        var named = Items(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        named.Except(Arrows[room]).ShouldBeEmpty($"{room} must not reference these rooms; see docs/architecture.md");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_built_room_uses_only_the_rooms_below_it(string room)
    {
        var used = Assembly.Load(room).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Connector.", StringComparison.Ordinal));

        used.Except(Below(room)).ShouldBeEmpty($"{room} must not use these rooms; see docs/architecture.md");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_project_file_names_only_packages_that_belong_to_the_room(string room)
    {
        var strangers = Items(room, "PackageReference").Where(package => PackageOwners.TryGetValue(package, out var owners) && !owners.Contains(room));

        strangers.ShouldBeEmpty($"{room} must not use these packages");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_built_room_uses_only_packages_that_belong_to_it(string room)
    {
        // A package can come along with another room; its types stay out all the same.
        var strangers = Assembly.Load(room).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => PackageOwners.Any(owned => IsOf(name, owned.Key) && !owned.Value.Contains(room)));

        strangers.ShouldBeEmpty($"{room} must not use these packages' types");
    }

    [Fact]
    public void Contracts_depend_on_nothing()
    {
        Items("Connector.Contracts", "PackageReference").ShouldBeEmpty();
        Assembly.Load("Connector.Contracts").GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name != "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty("client apps take the contracts with no dependency");
    }

    private static bool IsOf(string assembly, string package) =>
        assembly == package || assembly.StartsWith(package + ".", StringComparison.Ordinal);

    private static List<string> Items(string room, string kind) => Repository.Projects[room]
        .Descendants(kind)
        .Select(item => (string?)item.Attribute("Include") ?? throw new InvalidOperationException($"{room}: a {kind} without Include."))
        .ToList();

    private static HashSet<string> Below(string room) =>
        Arrows[room].SelectMany(below => Below(below).Append(below)).ToHashSet();
}
