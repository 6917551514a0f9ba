package io.novakms.acceptance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What an XML document says, however it is laid out: without comments, white space, and the order
 * of attributes.
 *
 * @param name of the element
 * @param attributes by name
 * @param text directly in it
 * @param children in their order
 */
record XmlTree(String name, Map<String, String> attributes, String text, List<XmlTree> children) {
  /** What {@code document} says. */
  static XmlTree of(byte[] document) {
    try {
      return of(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(document))
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no XML document", e);
    }
  }

  private static XmlTree of(Element element) {
    Map<String, String> attributes = new TreeMap<>();
    NamedNodeMap all = element.getAttributes();
    for (int i = 0; i < all.getLength(); i++) {
      attributes.put(all.item(i).getNodeName(), all.item(i).getNodeValue());
    }
    StringBuilder text = new StringBuilder();
    List<XmlTree> children = new ArrayList<>();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        children.add(of(inner));
      } else if (child.getNodeType() == Node.TEXT_NODE) {
        text.append(child.getNodeValue().strip());
      }
    }
    return new XmlTree(element.getTagName(), attributes, text.toString(), children);
  }
}
