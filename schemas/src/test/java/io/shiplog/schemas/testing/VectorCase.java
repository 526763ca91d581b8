package io.shiplog.schemas.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What to do with one case of one kind of a vector file; asserts inside. */
@FunctionalInterface
public interface VectorCase {

    /** Runs the case; any exception or assertion error fails it. */
    void run(ObjectNode theCase) throws Exception;
}
