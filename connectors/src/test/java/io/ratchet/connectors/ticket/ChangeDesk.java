package io.ratchet.connectors.ticket;

/** A ticket system whose people approve and refuse changes. */
interface ChangeDesk extends Desk {
    void approves(String id) throws Exception;

    /** It stands there as approved, and no person but our own account has done that. */
    void approvesWithoutAPerson(String id) throws Exception;

    void rejects(String id) throws Exception;

    /** Who people see as having approved or rejected. */
    String approver();
}
