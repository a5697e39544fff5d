namespace Connector.Sagas.Ports;

/// <summary>Whether a request's message came before, to whichever connector.</summary>
public enum EarlierDelivery
{
    /// <summary>It is the first, as far as can be told.</summary>
    None,

    /// <summary>It came before. If it was begun and must not be carried out twice, that is known; what may be repeated is begun without a word.</summary>
    Accounted,

    /// <summary>It came before, and somebody else may have begun it unknown: what must not be carried out twice is looked for at Finesse.</summary>
    Unaccounted,
}
