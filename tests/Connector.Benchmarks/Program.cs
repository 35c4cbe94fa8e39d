using Connector.Benchmarks;

return await Commands.RunAsync(new Arguments(args));
