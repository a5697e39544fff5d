using Connector.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var app = Host.CreateDefaultBuilder().ConfigureServices(services => services.AddMassTransit(bus =>
{
    bus.AddConsumer<Screen>();
    bus.UsingActiveMq((context, broker) =>
    {
        broker.Host("127.0.0.1", int.Parse(args[0]), _ => { });
        broker.ReceiveEndpoint("my-first-client", endpoint => endpoint.ConfigureConsumer<Screen>(context));
    });
})).Build();
await app.StartAsync();

var signIn = app.Services.GetRequiredService<IBus>().CreateRequestClient<SignIn>();
var answer = await signIn.GetResponse<CommandAccepted, CommandRejected>(
    new SignIn { AgentId = "1001", Password = "pw1001", Extension = "2001" });
Console.WriteLine(answer.Message);
await app.WaitForShutdownAsync();

public sealed class Screen : IConsumer<AgentStateChanged>, IConsumer<DialogChanged>
{
    public Task Consume(ConsumeContext<AgentStateChanged> context) => Console.Out.WriteLineAsync(context.Message.State);

    public Task Consume(ConsumeContext<DialogChanged> context) => Console.Out.WriteLineAsync(context.Message.Dialog.State);
}
