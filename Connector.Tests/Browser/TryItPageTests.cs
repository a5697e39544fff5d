using System.Net;
using System.Text;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Connector.Tests.Browser;

/// <summary>The service with its try-it page, and a browser.</summary>
public sealed class TryItFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public ServiceProcess Service { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = ServiceProcess.Start(new Dictionary<string, string> { ["DEMO_PAGE"] = "true", ["CONNECTOR_ID"] = "gc-try" });
        await Service.IsReadyAsync();
        _playwright = await Playwright.CreateAsync();
        // Five seconds where nothing is said, which a busy machine takes now and then.
        SetDefaultExpectTimeout(60_000);
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = FindChromium(),
            Timeout = 120_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Service.DisposeAsync();
    }

    private static string FindChromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("The browser tests need Chromium on the PATH: install Debian's package chromium.");
}

public sealed class TryItPageTests(TryItFixture fixture) : IClassFixture<TryItFixture>
{
    private const float Patience = 60_000;

    [Fact]
    public async Task Agent_signs_in_handles_a_call_and_signs_out()
    {
        var page = await OpenAsync();
        await page.GetByTestId("sign-in").ClickAsync();
        await StateIsAsync(page, "NOT_READY");
        await RowAsync(page, "request", "SignIn");
        await RowAsync(page, "answer", "CommandAccepted");
        await RowAsync(page, "event", "AgentSessionChanged");

        await page.GetByTestId("ready").ClickAsync();
        await StateIsAsync(page, "READY");
        await RowAsync(page, "request", "MakeReady");

        await page.GetByTestId("caller").FillAsync("5550100");
        await page.GetByTestId("call-variable").FillAsync("Order <4711>");
        await page.GetByTestId("incoming-call").ClickAsync();
        var call = page.GetByTestId("call");
        await Expect(call).ToContainTextAsync("5550100", Patient<LocatorAssertionsToContainTextOptions>());
        await Expect(call).ToContainTextAsync("Order <4711>", Patient<LocatorAssertionsToContainTextOptions>());
        await CallIsAsync(page, "ALERTING");
        await Expect(page.GetByTestId("hold")).ToBeDisabledAsync();
        await RowAsync(page, "event", "DialogChanged");

        await page.GetByTestId("answer").ClickAsync();
        await CallIsAsync(page, "ACTIVE");
        await StateIsAsync(page, "TALKING");

        await page.GetByTestId("hold").ClickAsync();
        await CallIsAsync(page, "HELD");
        await Expect(page.GetByTestId("hold")).ToBeDisabledAsync();

        await page.GetByTestId("retrieve").ClickAsync();
        await CallIsAsync(page, "ACTIVE");

        await page.GetByTestId("release").ClickAsync();
        await Expect(call).ToHaveCountAsync(0, new() { Timeout = Patience });
        await StateIsAsync(page, "READY");

        await page.GetByTestId("not-ready").ClickAsync();
        await StateIsAsync(page, "NOT_READY");
        await page.GetByTestId("sign-out").ClickAsync();
        await Expect(page.GetByTestId("sign-in-card")).ToBeVisibleAsync(new() { Timeout = Patience });

        foreach (var request in new[] { "AnswerCall", "HoldCall", "RetrieveCall", "ReleaseCall", "MakeNotReady", "SignOut" })
            await Expect(Rows(page, "request", request).And(page.Locator("[data-agent='1001']"))).ToHaveCountAsync(1, new() { Timeout = Patience });
        (await page.GetByTestId("notice").IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Wrong_password_is_told_once_and_never_shown()
    {
        var page = await OpenAsync();
        await page.GetByTestId("agent-id").FillAsync("1005");
        await page.GetByTestId("password").FillAsync("not-the-password");
        await page.GetByTestId("extension").FillAsync("2005");
        await page.GetByTestId("sign-in").ClickAsync();

        await Expect(page.GetByTestId("notice")).ToContainTextAsync("Unauthorized", Patient<LocatorAssertionsToContainTextOptions>());
        await Expect(page.GetByTestId("sign-in-card")).ToBeVisibleAsync();
        var row = Rows(page, "request", "SignIn").And(page.Locator("[data-agent='1005']"));
        await row.Locator("summary").ClickAsync();
        await Expect(row.Locator("pre")).ToContainTextAsync("\"password\": \"***\"");
        (await page.ContentAsync()).ShouldNotContain("not-the-password");
        fixture.Service.Output.ShouldNotContain("not-the-password");
    }

    [Fact]
    public async Task Page_that_is_loaded_again_finds_its_agent_and_call()
    {
        var page = await OpenAsync();
        await SignInAsync(page, "1006");
        await StateIsAsync(page, "NOT_READY");
        await page.GetByTestId("incoming-call").ClickAsync();
        await CallIsAsync(page, "ALERTING");

        await page.ReloadAsync();

        await StateIsAsync(page, "NOT_READY");
        await CallIsAsync(page, "ALERTING");
        await page.GetByTestId("answer").ClickAsync();
        await CallIsAsync(page, "ACTIVE");
    }

    [Fact]
    public async Task Page_loads_nothing_from_elsewhere_and_writes_no_error()
    {
        var page = await fixture.Browser.NewPageAsync();
        var elsewhere = new List<string>();
        var errors = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != fixture.Service.Address.Authority)
                elsewhere.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add(message.Text);
        };
        var reply = (await page.GotoAsync(fixture.Service.Address.AbsoluteUri))!;

        await Expect(page.GetByTestId("live")).ToHaveAttributeAsync("data-on", "true", Patient<LocatorAssertionsToHaveAttributeOptions>());
        await Expect(page.GetByTestId("connector-name")).ToHaveTextAsync("gc-try");
        elsewhere.ShouldBeEmpty();
        errors.ShouldBeEmpty();
        (await reply.HeaderValueAsync("content-security-policy")).ShouldNotBeNull().ShouldStartWith("default-src 'none';");
    }

    [Fact]
    public async Task Page_fits_a_phone()
    {
        var context = await fixture.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 720 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(fixture.Service.Address.AbsoluteUri);
        await SignInAsync(page, "1007");
        await StateIsAsync(page, "NOT_READY");

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
    }

    [Theory]
    [InlineData("http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, null, HttpStatusCode.OK)]
    public async Task Posts_of_other_origins_are_refused(string? origin, string? host, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Service.Address, "/demo/requests/GetAgentState"));
        request.Content = new StringContent("""{"agentId":"1009"}""", Encoding.UTF8, "application/json");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (host is not null)
            request.Headers.Host = host;

        using var reply = await http.SendAsync(request);

        reply.StatusCode.ShouldBe(expected);
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await fixture.Browser.NewPageAsync();
        await page.GotoAsync(fixture.Service.Address.AbsoluteUri);
        await Expect(page.GetByTestId("live")).ToHaveAttributeAsync("data-on", "true", Patient<LocatorAssertionsToHaveAttributeOptions>());
        await Expect(page.GetByTestId("agent-id")).ToHaveValueAsync("1001");
        return page;
    }

    private static async Task SignInAsync(IPage page, string agentId)
    {
        await Expect(page.GetByTestId("agent-id")).ToHaveValueAsync("1001");
        await page.GetByTestId("agent-id").FillAsync(agentId);
        await page.GetByTestId("password").FillAsync("pw" + agentId);
        await page.GetByTestId("extension").FillAsync("2" + agentId[1..]);
        await page.GetByTestId("sign-in").ClickAsync();
    }

    private static Task StateIsAsync(IPage page, string state) =>
        Expect(page.GetByTestId("agent-state")).ToHaveAttributeAsync("data-state", state, Patient<LocatorAssertionsToHaveAttributeOptions>());

    private static Task CallIsAsync(IPage page, string state) =>
        Expect(page.GetByTestId("call")).ToHaveAttributeAsync("data-state", state, Patient<LocatorAssertionsToHaveAttributeOptions>());

    private static ILocator Rows(IPage page, string kind, string name) =>
        page.Locator($"[data-testid=log-row][data-kind={kind}][data-name={name}]");

    private static Task RowAsync(IPage page, string kind, string name) =>
        Expect(Rows(page, kind, name).First).ToBeVisibleAsync(new() { Timeout = Patience });

    private static TOptions Patient<TOptions>()
        where TOptions : class, new()
    {
        var options = new TOptions();
        typeof(TOptions).GetProperty("Timeout")!.SetValue(options, Patience);
        return options;
    }
}
