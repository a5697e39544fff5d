using Connector.Service.Configuration;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <summary>The README's table of keys is the service's own.</summary>
public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void The_README_names_every_key_with_its_meaning_its_values_and_its_default()
    {
        var rows = ConfigurationKeys.All
            .Select(key => $"| `{key.Name}` | {key.Meaning} | {key.Allowed} | {key.Default} |");

        Repository.Read("README.md").ShouldContain(string.Join('\n', rows));
    }
}
