using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Connector.Finesse.Rest;

/// <summary>
/// What stands between a side's requests and its server: repetition where it is safe (decision 0041), and one circuit breaker
/// for all agents, so that a dead side does not hold each of them up for the length of a time-out.
/// </summary>
internal sealed class RestResilience
{
    private const int ServiceUnavailable = 503;

    private readonly ResiliencePipeline<RestAnswer> _forGet;
    private readonly ResiliencePipeline<RestAnswer> _forChange;
    private readonly RestTransport _transport;
    private readonly FinesseRestOptions _options;

    internal RestResilience(RestTransport transport, FinesseRestOptions options, TimeProvider time)
    {
        (_transport, _options) = (transport, options);
        // One for both: they share what is known of the side.
        var breaker = Breaker(options, time);
        _forGet = Pipeline(breaker, options, time, f => f is FinesseFailure.Unreachable or FinesseFailure.OutcomeUnknown);
        _forChange = Pipeline(breaker, options, time, f => f is FinesseFailure.Unreachable);
    }

    /// <summary>Carries a call out, as often as it may be.</summary>
    internal async Task<RestAnswer> CarryOutAsync(RestCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await (call.IsGet ? _forGet : _forChange).ExecuteAsync(
                static async (state, token) => await state.Transport.AttemptAsync(state.Call, token),
                (Transport: _transport, Call: call),
                cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            var pause = _options.BreakDuration.TotalSeconds;
            return new(new FinesseFailure.Unreachable($"its last requests failed, so it is left alone for {pause:0.###} s"), 0, "", null);
        }
    }

    private static ResiliencePipeline<RestAnswer> Breaker(FinesseRestOptions options, TimeProvider time)
    {
        if (options.FailuresUntilBreak == 0)
            return ResiliencePipeline<RestAnswer>.Empty;
        return new ResiliencePipelineBuilder<RestAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RestAnswer>
            {
                FailureRatio = 0.9,
                MinimumThroughput = options.FailuresUntilBreak,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = options.BreakDuration,
                // An answer, whatever 4xx it is, shows that the server lives.
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome is { Exception: null, Result: { Failure: not null } or { Status: ServiceUnavailable } }),
            })
            .Build();
    }

    private static ResiliencePipeline<RestAnswer> Pipeline(
        ResiliencePipeline<RestAnswer> breaker, FinesseRestOptions options, TimeProvider time, Func<FinesseFailure?, bool> mayRepeat)
    {
        if (options.MaxRetries == 0)
            return breaker;
        return new ResiliencePipelineBuilder<RestAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<RestAnswer>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is null && mayRepeat(args.Outcome.Result.Failure)),
            })
            .AddPipeline(breaker)
            .Build();
    }
}
