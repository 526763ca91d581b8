package io.shiplog.executor.runtime.probe;

/**
 * What came of a handler.
 *
 * @param message why it failed, in the kubelet's words; empty on success
 */
record Result(boolean success, String message) {

    static final Result SUCCESS = new Result(true, "");

    static Result failure(String message) {
        return new Result(false, message);
    }
}
