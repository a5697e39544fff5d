namespace Connector.Service.Demo;

/// <summary>The page's files, which are in the assembly.</summary>
internal static class DemoPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/log.js", "log.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <summary>Serves them.</summary>
    public static void MapFiles(IEndpointRouteBuilder app)
    {
        foreach (var (path, file, contentType) in Files)
        {
            app.MapGet(path, (HttpContext context) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-cache";
                return Results.Stream(Open(file), contentType);
            });
        }
    }

    private static Stream Open(string file) =>
        typeof(DemoPage).Assembly.GetManifestResourceStream($"wwwroot/{file}")
        ?? throw new FileNotFoundException($"The page's file {file} is not in the assembly.", file);
}
