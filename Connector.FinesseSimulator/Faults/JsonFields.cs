using System.Globalization;
using System.Text.Json;

namespace Connector.FinesseSimulator.Faults;

/// <summary>Reads the fields of a JSON object one by one and remembers the first that is wrong, as a sentence.</summary>
internal sealed class JsonFields(JsonElement json)
{
    /// <summary>The first problem; none where everything is in order.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a field is there.</summary>
    public bool Has(string name) => json.TryGetProperty(name, out _);

    /// <summary>Refuses fields that mean nothing here.</summary>
    public void AllowOnly(IReadOnlyCollection<string> names)
    {
        foreach (var property in json.EnumerateObject().Where(property => !names.Contains(property.Name)))
            Refuse(property.Name, $"not known here; {string.Join(", ", names)} are");
    }

    /// <summary>A text; none where it is not there.</summary>
    public string? Text(string name)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.String) return value.GetString();
        Refuse(name, "must be a text");
        return null;
    }

    /// <summary>Yes or no; no where it is not there.</summary>
    public bool Flag(string name)
    {
        if (!json.TryGetProperty(name, out var value)) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Refuse(name, "must be true or false");
        return false;
    }

    /// <summary>A number in a range; none where it is not there.</summary>
    public double? Number(string name, double min, double max)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));
        return null;
    }

    /// <summary>A whole number in a range; none where it is not there.</summary>
    public long? Whole(string name, long min, long max)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max)
            return number;
        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>One of several words; none where it is not there.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : value.ToString();
        foreach (var each in Enum.GetValues<T>())
            if (FaultRequests.NameOf(each) == text) return each;
        Refuse(name, $"{text} is not known; one of {FaultRequests.Names<T>()}");
        return null;
    }

    /// <summary>Remembers a problem.</summary>
    public void Refuse(string name, string why) => Problem ??= $"{name}: {why}";
}
