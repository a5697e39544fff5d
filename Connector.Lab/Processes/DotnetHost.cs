namespace Connector.Lab.Processes;

/// <summary>The program that runs built .NET programs.</summary>
public static class DotnetHost
{
    /// <summary>The <c>dotnet</c> that runs this process where it does, so that a program under test has the same runtime; else the one
    /// on the search path.</summary>
    public static string Path
    {
        get
        {
            var own = Environment.ProcessPath;
            return System.IO.Path.GetFileNameWithoutExtension(own) == "dotnet" ? own! : "dotnet";
        }
    }
}
