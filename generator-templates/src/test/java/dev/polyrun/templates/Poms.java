package dev.polyrun.templates;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a pom.xml says, so that the tests generate with the settings of the build and not with a copy of them. */
final class Poms {
    static final Poms ROOT_POM = read(Repository.ROOT.resolve("pom.xml"));

    private final Document document;

    private Poms(Document document) {
        this.document = document;
    }

    static Poms read(Path pom) {
        try {
            return new Poms(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("Cannot read " + pom, e);
        }
    }

    Map<String, String> properties() {
        return children("/project/properties/*");
    }

    String version() {
        return texts("/project/version").get(0);
    }

    /** The configuration of the generator's Maven plugin, by the name of the setting. */
    Map<String, String> generatorSettings() {
        return children("//plugin[artifactId='openapi-generator-maven-plugin']//execution[id='generate-client']/configuration/*");
    }

    /** What the build fills into config.yaml: the value by the token between the {@code @} signs. */
    Map<String, String> configTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (Element filter : elements("//execution[id='fill-in-generator-config']//filter")) {
            tokens.put(filter.getAttribute("token"), filter.getAttribute("value"));
        }
        return tokens;
    }

    List<String> texts(String xpath) {
        return elements(xpath).stream().map(element -> element.getTextContent().trim()).toList();
    }

    private Map<String, String> children(String xpath) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Element element : elements(xpath)) {
            texts.put(element.getTagName(), element.getTextContent().trim());
        }
        return texts;
    }

    private List<Element> elements(String xpath) {
        try {
            NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(xpath, document, XPathConstants.NODESET);
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(xpath, e);
        }
    }
}
