package io.shiplog.api.endpoint;

import java.util.Optional;

/** Base URLs of the internal read protocol, and the token that is shown there. */
public interface Endpoints {

    /** Nobody is known; for servers without a cluster around them. */
    Endpoints NONE = new Endpoints() {
        @Override
        public Optional<String> ofNode(String node) {
            return Optional.empty();
        }

        @Override
        public Optional<String> ofRole(String role) {
            return Optional.empty();
        }

        @Override
        public String token() {
            return "";
        }
    };

    /** Of the executor that hosts a node; empty when none has been heard of. */
    Optional<String> ofNode(String node);

    /** Of the newest process of a role, e.g. log-aggregator; empty when none has been heard of. */
    Optional<String> ofRole(String role);

    /** What every request carries as bearer token. */
    String token();
}
