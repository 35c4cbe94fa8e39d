using Connector.Api.Description;
using Connector.Core.Access;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;

namespace Connector.Api.Routes;

/// <summary>What customers did.</summary>
internal sealed class GoalRoutes(IStoreQueries queries) : IRoutes
{
    private const string Path = "/api/v1/goals";

    /// <summary>More points than anybody looks at.</summary>
    private const int MostPoints = 10_000;

    private static readonly Parameter Pixel = new("pixel", Shape.Text("Only goals of this pixel.", "app"));
    private static readonly Parameter Name = new("goal", Shape.Text("Only goals of this name.", "purchase"));
    private static readonly Parameter Profile = new("profile", Shape.Text("Only goals of this profile, by its id.", "000000000000001a"));
    private static readonly Parameter Order = new("order", Shape.Word("By time: which comes first. Default: oldest.", "oldest", "newest"));
    private static readonly Parameter Step = new("step", Shape.Word("How long a step is, in UTC; a week begins on Monday. Default: day.", "hour", "day", "week", "month"));

    private static readonly Shape Series = Shape.Object(
        "GoalSeries",
        "Goals over time, from the first to the last; steps without any are there too.",
        new("step", Shape.Word("How long a step is.", "hour", "day", "week", "month")),
        new("items", Shape.ListOf(Shapes.GoalPoint)));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listGoals", ListAsync)
        {
            Area = Areas.Goals,
            Summary = "Lists goals by their time.",
            Parameters = [Pixel, Name, Parameters.Integration, Profile, Parameters.From, Parameters.To, Order, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of goals.", Shapes.Page(Shapes.Goal))],
        },
        new(HttpMethods.Get, Path + "/series", Role.Viewer, "getGoalSeries", SeriesAsync)
        {
            Area = Areas.Goals,
            Summary = "Counts goals and adds up their values, step by step.",
            Details = "Sums are exact. A series of more than 10,000 steps is refused.",
            Parameters = [Pixel, Name, Parameters.Integration, Parameters.From, Parameters.To, Step],
            Answers = [new(200, "The series.", Series)],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        int limit = call.Limit;
        GoalQuery query = QueryOf(call) with { NewestFirst = call.Text(Order) == "newest", After = PageMark.Goal(call), Limit = limit + 1 };
        await call.AnswerPageAsync(
            await Page<Goal>.TakeAsync(queries.ListGoalsAsync(query, call.Aborted), limit, goal => PageMark.Of(GoalPosition.Of(goal)), call.Aborted),
            ProfileJson.WriteGoal);
    }

    private async Task SeriesAsync(ApiCall call)
    {
        string word = call.Text(Step) ?? "day";
        GoalStep step = Enum.Parse<GoalStep>(word, ignoreCase: true);
        IReadOnlyList<GoalPoint> points = await queries.GetGoalSeriesAsync(QueryOf(call), step, call.Aborted);
        if (points.Count > MostPoints)
        {
            throw ApiProblem.BadParameter(Step.Name, $"The series would have {points.Count} steps. Choose a longer 'step', or a shorter time with 'from' and 'to'.");
        }

        await call.AnswerAsync(json =>
        {
            json.WriteString("step", word);
            json.WriteStartArray("items");
            foreach (GoalPoint point in points)
            {
                json.WriteStartObject();
                json.WriteTime("at", point.At);
                json.WriteNumber("count", point.Count);
                json.WriteDecimal("sum", point.Sum);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static GoalQuery QueryOf(ApiCall call) => new(
        call.Text(Pixel),
        call.Text(Name),
        call.Text(Profile) is not { } text ? null
            : ProfileState.TryParseId(text, out long id) ? id
            : throw ApiProblem.BadParameter(Profile.Name, "'profile' must be a profile's id: 16 hexadecimal digits."),
        call.Text(Parameters.Integration),
        From: call.Time(Parameters.From),
        To: call.Time(Parameters.To));
}
