package io.shiplog.executor.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;

/** The Status that ends exec and attach, in Kubernetes' words. */
final class FinalStatus {

    private FinalStatus() {}

    /** All well. */
    static ObjectNode success() {
        ObjectNode out = Json.object();
        out.putObject("metadata");
        return out.put("status", "Success");
    }

    /** Of a command that ended with this code. */
    static ObjectNode exited(int code) {
        if (code == 0) {
            return success();
        }
        ObjectNode out = failure("command terminated with non-zero exit code: exit status " + code, "NonZeroExitCode");
        out.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return out;
    }

    /** Of a command of which it is not known how it ended. */
    static ObjectNode broken(String why) {
        String cause = "error executing command in container: " + why;
        ObjectNode out = failure("Internal error occurred: " + cause, "InternalError");
        out.putObject("details").putArray("causes").addObject().put("message", cause);
        return out.put("code", 500);
    }

    private static ObjectNode failure(String message, String reason) {
        ObjectNode out = Json.object();
        out.putObject("metadata");
        return out.put("status", "Failure").put("message", message).put("reason", reason);
    }
}
