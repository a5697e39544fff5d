using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace Connector.Tests.Simulator;

/// <summary>What REST answered.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, string Body, string Allow)
{
    public int Code => (int)Status;

    public XElement Xml => XElement.Parse(Body);

    public string ErrorType => Xml.Element("ApiError")!.Element("ErrorType")!.Value;

    public string ErrorMessage => Xml.Element("ApiError")!.Element("ErrorMessage")!.Value;

    public string ErrorData => Xml.Element("ApiError")!.Element("ErrorData")!.Value;
}

/// <summary>Speaks REST with a simulator as one user does, with nothing but HttpClient.</summary>
internal sealed class FinesseHttp : IDisposable
{
    private readonly HttpClient _http;

    public FinesseHttp(Uri restBase, string user = "1001", string? password = null)
    {
        _http = new HttpClient { BaseAddress = restBase };
        if (user.Length > 0)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password ?? "pw" + user}")));
        }
    }

    /// <summary>As somebody with an access token.</summary>
    public static FinesseHttp WithToken(Uri restBase, string token)
    {
        var http = new FinesseHttp(restBase, "");
        http._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public Task<HttpAnswer> GetAsync(string path) => SendAsync("GET", path);

    public Task<HttpAnswer> PutUserAsync(string id, string content, string? requestId = null) =>
        SendAsync("PUT", $"finesse/api/User/{id}", $"<User>{content}</User>", requestId);

    public Task<HttpAnswer> SignInAsync(string id, string extension) =>
        PutUserAsync(id, $"<state>LOGIN</state><extension>{extension}</extension>");

    public Task<HttpAnswer> PutDialogAsync(string id, string address, string action, string? requestId = null) => SendAsync(
        "PUT", $"finesse/api/Dialog/{id}",
        $"<Dialog><targetMediaAddress>{address}</targetMediaAddress><requestedAction>{action}</requestedAction></Dialog>", requestId);

    public async Task<HttpAnswer> SendAsync(string method, string path, string? body = null, string? requestId = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/xml");
        if (requestId is not null) request.Headers.Add("RequestId", requestId);
        using var response = await _http.SendAsync(request);
        return new HttpAnswer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), string.Join(',', response.Content.Headers.Allow));
    }

    public void Dispose() => _http.Dispose();
}
