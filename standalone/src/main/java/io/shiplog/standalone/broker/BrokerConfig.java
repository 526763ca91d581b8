package io.shiplog.standalone.broker;

/**
 * Where an embedded broker listens.
 *
 * @param bind address to listen on; 127.0.0.1 unless other machines shall reach it
 * @param advertised host name that clients are told to use
 * @param port client port, or 0 for the one of the last start, or a free one
 */
public record BrokerConfig(String bind, String advertised, int port) {

    /** For this machine alone, on a port that is picked once and kept. */
    public static BrokerConfig local() {
        return new BrokerConfig("127.0.0.1", "127.0.0.1", 0);
    }
}
