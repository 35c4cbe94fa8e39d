using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Connector.Testing;

/// <summary>A PostgreSQL server of the test run's own: made in a temporary folder, on a free port of loopback, gone when the run ends.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Superuser = "postgres";

    /// <summary>The user that stores are opened by: it owns its databases, and is nothing beyond.</summary>
    private const string User = "connector";

    private const string Password = "f9#secret;of tests";

    /// <summary>Files are not flushed: what is tested is what happens when a client dies, not when the machine does.</summary>
    private static readonly string[] ForTests = ["fsync=off", "full_page_writes=off", "max_connections=200"];

    private static readonly Lazy<PostgresServer> Shared = new(() => new PostgresServer(ForTests));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-postgres-");
    private readonly int _port = FreePort();
    private readonly string _settings;
    private int _databases;
    private int _isStopped;

    private PostgresServer(IEnumerable<string> settings)
    {
        _settings = string.Concat(settings.Select(setting => $"-c {setting} "));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Unprivileged("chown", "-R", Account, _folder.FullName);
        Run("initdb", "-D", Data, "-U", Superuser, "-A", "scram-sha-256", "--pwfile", PasswordFile(), "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8");
        StartAgain();
        Execute(Superuser, "postgres", $"create role {User} login password '{Password}'");
    }

    /// <summary>The one server of this process; the first who asks starts it.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start.</exception>
    public static PostgresServer Instance => Shared.Value;

    /// <summary>Of the process whose children are the sessions.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static string Account => IsRoot ? Superuser : Environment.UserName;

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>One with other settings, for who measures; its files are flushed.</summary>
    /// <param name="settings">As in <c>postgresql.conf</c>, without spaces.</param>
    public static PostgresServer StartWith(params IEnumerable<string> settings) => new(settings);

    /// <summary>A server that nobody else uses, for who stops it or fills its disk.</summary>
    public static PostgresServer StartAnother() => new(ForTests);

    /// <summary>A database of its own, without tables.</summary>
    /// <param name="folder">An empty folder for its files; null: with all others.</param>
    /// <returns>What <c>--store</c> takes.</returns>
    public string CreateDatabase(string? folder = null)
    {
        if (folder is null)
        {
            return Create("");
        }

        string space = $"space_{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).ToLowerInvariant().Replace('-', '_')}";
        Unprivileged("chown", Account, folder);
        Execute(Superuser, "postgres", $"create tablespace {space} location '{folder}'");
        return Create($" tablespace {space}");
    }

    /// <summary>The same tables, indexes and parts as in another database that nobody is connected to, and no rows.</summary>
    public string CreateLike(string store)
    {
        string copy = CreateCopy(store);
        Execute(
            Superuser,
            new NpgsqlConnectionStringBuilder(copy).Database!,
            """
            do $$ begin
                execute (select 'truncate ' || string_agg(oid::regclass::text, ', ') from pg_class
                    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace);
            end $$
            """);
        return copy;
    }

    /// <summary>All of another database that nobody is connected to.</summary>
    public string CreateCopy(string store) => Create($" template {new NpgsqlConnectionStringBuilder(store).Database} strategy file_copy");

    /// <summary>Tells a database something as a superuser.</summary>
    public void Execute(string store, string sql) => Execute(Superuser, new NpgsqlConnectionStringBuilder(store).Database!, sql);

    /// <summary>A connection of a superuser to a database, for who holds locks there.</summary>
    public NpgsqlConnection Open(string store)
    {
        var connection = new NpgsqlConnection(Address(Superuser, new NpgsqlConnectionStringBuilder(store).Database!));
        connection.Open();
        return connection;
    }

    /// <summary>Takes a database away, whoever uses it.</summary>
    public void DropDatabase(string store)
    {
        string name = new NpgsqlConnectionStringBuilder(store).Database!;
        Execute(Superuser, "postgres", $"drop database if exists {name} with (force)");
    }

    /// <summary>Writes out what waits in memory, so that whoever measures does not pay for it.</summary>
    public void Checkpoint() => Execute(Superuser, "postgres", "checkpoint");

    /// <summary>Stops the server at once, as a crash would, and starts it again.</summary>
    public void Restart() => Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "-l", Path.Combine(_folder.FullName, "log"), "restart");

    /// <summary>Stops the server at once, as a crash would.</summary>
    public void Stop() => Run("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>Starts a stopped server again.</summary>
    public void StartAgain() => Run(
        "pg_ctl",
        "-D",
        Data,
        "-w",
        "-l",
        Path.Combine(_folder.FullName, "log"),
        "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder.FullName} -c listen_addresses=127.0.0.1 {_settings}"),
        "start");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            // In one go by a process of its own, which ends what it began even if this one is not given the time.
            string stop = $"'{Path.Combine(Binaries(), "pg_ctl")}' -D '{Data}' -w -m immediate stop";
            Start("sh", ["-c", $"{(IsRoot ? $"runuser -u {Account} -- " : "")}{stop}; rm -rf '{_folder.FullName}'"]);
        }
    }

    private string Create(string how)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"store_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        Execute(Superuser, "postgres", $"create database {name} owner {User}{how}");
        return Address(User, name);
    }

    private string Address(string user, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = user,
        Password = Password,
        Database = database,
        Pooling = user == User,
    }.ConnectionString;

    private void Execute(string user, string database, string sql)
    {
        using var connection = new NpgsqlConnection(Address(user, database));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private string PasswordFile()
    {
        string path = Path.Combine(_folder.FullName, "password");
        File.WriteAllText(path, Password);
        Unprivileged("chown", Account, path);
        return path;
    }

    private static void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(Binaries(), program);
        // The server refuses to run as root.
        if (IsRoot)
        {
            Start("runuser", ["-u", Account, "--", path, .. arguments]);
        }
        else
        {
            Start(path, arguments);
        }
    }

    private static void Unprivileged(string program, params string[] arguments)
    {
        if (IsRoot)
        {
            Start(program, arguments);
        }
    }

    private static string Binaries()
    {
        const string Debian = "/usr/lib/postgresql";
        string? newest = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .MaxBy(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            : null;
        string[] places = [.. newest is null ? [] : new[] { Path.Combine(newest, "bin") }, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)];
        return Array.Find(places, place => File.Exists(Path.Combine(place, "initdb")))
            ?? throw new InvalidOperationException("There is no PostgreSQL server to test with. Install it (apt-get install postgresql); ./build.sh does so as root.");
    }

    private static void Start(string program, string[] arguments)
    {
        // Nothing is read from the server itself, which lives on: its output goes to its log.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments.Where(part => !part.Contains('#')))} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
