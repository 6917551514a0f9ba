package io.novakms.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;

/** What every contract needs: a node that serves, and callers of it. */
interface NodeContract {
  /** The node, which serves when a test begins. */
  SingleNode node();

  /** What was seen of the node between the start of the server and its registration. */
  FirstLook firstLook();

  /** Its {@code /status} when it served for the first time. */
  JsonNode opened();

  /** Requests to the application, as a test spells them. */
  RawHttp http();

  /** An instance of an app, which may call, and has no values. */
  TestApp app();
}
