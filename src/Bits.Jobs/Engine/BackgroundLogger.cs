using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>A logger that never blocks and never throws, whatever the host's loggers do.</summary>
sealed class BackgroundLogger(ILogger inner, BackgroundObservers observers) : ILogger
{
    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None; // asking the host's could block

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        observers.Post(() =>
        {
            if (inner.IsEnabled(logLevel))
                inner.Log(logLevel, eventId, state, exception, formatter);
        });
}
