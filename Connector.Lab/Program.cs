using Connector.Lab.ClientApps;

return args switch
{
    ["client", .. var rest] => await ClientCommand.RunAsync(rest),
    _ => 2,
};
