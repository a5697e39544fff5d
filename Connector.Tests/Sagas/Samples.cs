using System.Collections;
using System.Reflection;
using Connector.Contracts;

namespace Connector.Tests.Sagas;

/// <summary>Contracts with every member filled, each differently, so that one that gets lost on its way is seen.</summary>
internal static class Samples
{
    /// <summary>An event of a type.</summary>
    internal static AgentEvent Filled(Type type)
    {
        var number = 1;
        var filled = (AgentEvent)Fill(type, ref number);
        return filled with { Sequence = 1 };
    }

    private static object Fill(Type type, ref int number)
    {
        number++;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Fill(underlying, ref number);
        if (type == typeof(string))
            return $"text <{number}> & \"{number}\"";
        if (type == typeof(bool))
            return true;
        if (type == typeof(int) || type == typeof(long))
            return Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(Guid))
            return new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 11, 25, 12, 0, 0, number, TimeSpan.Zero);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(number % Enum.GetValues(type).Length)!;
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new Dictionary<string, string> { [$"user.x[{number}]"] = $"value {number}", ["callVariable1"] = "" };
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var element = type.GetGenericArguments()[0];
            var items = Array.CreateInstance(element, 2);
            items.SetValue(Fill(element, ref number), 0);
            items.SetValue(Fill(element, ref number), 1);
            return items;
        }
        var made = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            property.SetValue(made, Fill(property.PropertyType, ref number));
        return made;
    }
}
