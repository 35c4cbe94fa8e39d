namespace Connector.EndToEnd.Faults.Sources;

/// <summary>Kinds of trouble, each made anew for one source, since most of them count.</summary>
internal static class Troubles
{
    public const int ForGood = int.MaxValue;

    /// <summary>The first so many requests are answered by something else.</summary>
    public static Trouble Requests(int times, Trouble instead)
    {
        int left = times;
        return exchange => left == ForGood || --left >= 0 ? instead(exchange) : exchange.PassOnAsync();
    }

    /// <summary>The first so many files are sent in another way; all other answers are passed on.</summary>
    public static Trouble Files(int times, Func<Exchange, Answer, Task> instead)
    {
        int left = times;
        return async exchange =>
        {
            Answer answer = await exchange.AskAsync();
            await (answer.IsFile && (left == ForGood || --left >= 0) ? instead(exchange, answer) : exchange.PassOnAsync());
        };
    }

    /// <summary>The first so many files hold something else.</summary>
    public static Trouble Files(int times, Func<Answer, Answer> change) => Files(times, (exchange, answer) => exchange.SendAsync(change(answer)));

    public static Trouble Status(int times, int status, string text, string headers = "", string type = "text/plain") =>
        Requests(times, exchange => exchange.SayAsync(status, text, headers, type));
}
