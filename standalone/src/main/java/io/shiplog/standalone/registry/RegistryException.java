package io.shiplog.standalone.registry;

/** An answer that refuses: HTTP status, Confluent's error_code and message. */
final class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final int code;

    private RegistryException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Confluent's error_code: five digits whose first three are the HTTP status, or the status alone. */
    int code() {
        return code;
    }

    int status() {
        return code > 999 ? code / 100 : code;
    }

    static RegistryException noSubject(String subject) {
        return new RegistryException(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryException noVersion(String version) {
        return new RegistryException(40402, "Version " + version + " not found.");
    }

    static RegistryException noSchema(String what) {
        return new RegistryException(40403, "Schema " + what + "not found");
    }

    static RegistryException softDeleted(String subject) {
        return new RegistryException(
                40404, "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryException notSoftDeleted(String subject) {
        return new RegistryException(
                40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryException versionNotSoftDeleted(String subject, int version) {
        return new RegistryException(
                40407,
                "Subject '" + subject + "' Version " + version
                        + " was not deleted first before being permanently deleted");
    }

    static RegistryException noSubjectConfig(String subject) {
        return new RegistryException(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryException noSubjectMode(String subject) {
        return new RegistryException(40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }

    static RegistryException incompatible(String subject, String why) {
        return new RegistryException(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: [" + why + "]");
    }

    static RegistryException invalidSchema(String why) {
        return new RegistryException(42201, "Invalid schema: " + why);
    }

    static RegistryException invalidVersion(String version) {
        return new RegistryException(
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
                        + " \"latest\"");
    }

    static RegistryException invalidLevel(String level) {
        return new RegistryException(
                42203,
                "Invalid compatibility level " + level
                        + ". Valid values are none, backward, forward, full, backward_transitive,"
                        + " forward_transitive, and full_transitive");
    }

    static RegistryException invalidMode(String mode) {
        return new RegistryException(42204, "Invalid mode " + mode + ". Valid values are READWRITE, READONLY");
    }

    static RegistryException readOnly(String subject) {
        return new RegistryException(42205, "Subject " + subject + " is in read-only mode");
    }

    static RegistryException notFound() {
        return new RegistryException(404, "HTTP 404 Not Found");
    }

    static RegistryException unreadable(String why) {
        return new RegistryException(400, "Unreadable request: " + why);
    }

    static RegistryException storage(String why) {
        return new RegistryException(50001, "Error while storing the schema: " + why);
    }
}
