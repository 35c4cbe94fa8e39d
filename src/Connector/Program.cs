using Connector.Commands;

using var interruption = new Interruption();
return await new ConnectorCli().RunAsync(args, Outside.OfProcess(), interruption.Token);
