namespace MassTransit;

/// <summary>How a receive endpoint consumes one topic.</summary>
public interface IActiveMqTopicBindingConfigurator
{
    /// <summary>A JMS message selector: only messages whose properties fulfil it are consumed from the consumer queue.</summary>
    string? Selector { set; }
}
