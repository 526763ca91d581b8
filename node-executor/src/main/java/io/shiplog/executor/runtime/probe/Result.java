package io.shiplog.executor.runtime.probe;

/**
 * What came of a handler.
 *
 * @param errored it could not be carried out, which is no failure of the container
 * @param message why it failed, in the kubelet's words; empty on success
 */
record Result(boolean success, boolean errored, String message) {

    static final Result SUCCESS = new Result(true, false, "");

    static Result failure(String message) {
        return new Result(false, false, message);
    }

    static Result error(String message) {
        return new Result(false, true, message);
    }
}
