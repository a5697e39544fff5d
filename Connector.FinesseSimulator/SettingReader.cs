using System.Globalization;

namespace Connector.FinesseSimulator;

/// <summary>Reads settings one by one and remembers the first that is wrong, as a sentence with key, value and what is
/// allowed.</summary>
internal sealed class SettingReader(IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<int, string> _ports = [];

    /// <summary>The first problem; none where everything is in order.</summary>
    public string? Problem { get; private set; }

    /// <summary>A whole number.</summary>
    public int Number(string key, int unset, int min, int max)
    {
        if (!values.TryGetValue(key, out var text)) return unset;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Problem ??= $"{key} is '{text}'; it must be a whole number from {min} to {max}.";
        return unset;
    }

    /// <summary>A TCP port, different from all that were read before.</summary>
    public int Port(string key, int unset)
    {
        var port = Number(key, unset, 1, 65535);
        if (!_ports.TryAdd(port, key))
            Problem ??= $"{key} is '{port}', which is also {_ports[port]}; they must be two different ports.";
        return port;
    }

    /// <summary>A time in seconds, with fractions.</summary>
    public TimeSpan Seconds(string key, double unset)
    {
        const double Most = 86_400;
        if (!values.TryGetValue(key, out var text)) return TimeSpan.FromSeconds(unset);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= Most)
            return TimeSpan.FromSeconds(seconds);
        Problem ??= $"{key} is '{text}'; it must be a number of seconds from 0 to {Most}, such as 1.5.";
        return TimeSpan.FromSeconds(unset);
    }

    /// <summary>A host name, in lower case.</summary>
    public string Host(string key, string unset)
    {
        if (!values.TryGetValue(key, out var text)) return unset;
        if (Uri.CheckHostName(text) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            Problem ??= $"{key} is '{text}'; it must be a host name such as localhost or finesse.example.com.";
        return text.ToLowerInvariant();
    }

    /// <summary>One of several words.</summary>
    public T Choice<T>(string key, T unset)
        where T : struct, Enum
    {
        if (!values.TryGetValue(key, out var text)) return unset;
        if (!char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var choice)) return choice;
        Problem ??= $"{key} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.";
        return unset;
    }

    /// <summary>Agents: ids, and ranges of them, with commas between.</summary>
    public IReadOnlyCollection<string> Agents(string key, int count)
    {
        if (!values.TryGetValue(key, out var text)) return [];
        var agents = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length <= 2 && ends.All(id => SimulatedStaff.IsAgent(id, count)))
            {
                var (first, last) = (SimulatedStaff.IndexOf(ends[0]), SimulatedStaff.IndexOf(ends[^1]));
                if (first <= last)
                {
                    agents.AddRange(Enumerable.Range(first, last - first + 1).Select(SimulatedStaff.IdOf));
                    continue;
                }
            }

            Problem ??= $"{key} is '{text}'; it must name agents from {SimulatedStaff.IdOf(0)} to {SimulatedStaff.IdOf(count - 1)}, "
                + "such as 1001,1005-1008.";
            return [];
        }

        return agents;
    }

    /// <summary>Yes or no.</summary>
    public bool Switch(string key, bool unset)
    {
        if (!values.TryGetValue(key, out var text)) return unset;
        if (bool.TryParse(text, out var value)) return value;
        Problem ??= $"{key} is '{text}'; it must be true or false.";
        return unset;
    }

    /// <summary>Remembers that a value does not go with the others.</summary>
    public void Refuse(string key, string why) => Problem ??= $"{key} is '{values.GetValueOrDefault(key)}', {why}.";
}
