// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the window has a translation in every complete language, with the same placeholders.
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

class TestTranslations : public QObject
{
    Q_OBJECT

private:
    struct Message
    {
        QString source, translation;
        bool finished = true;
    };
    static QList<Message> read(const QString& name)
    {
        QFile file(QStringLiteral(FULCRUM_SOURCE_DIR "/translations/") + name);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QXmlStreamReader xml(&file);
        QList<Message> messages;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            if (xml.name() == u"source") {
                messages.append({xml.readElementText(), {}, true});
            } else if (xml.name() == u"translation") {
                messages.last().finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
                messages.last().translation = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
            }
        }
        return xml.hasError() ? QList<Message>() : messages;
    }
    static QStringList placeholders(const QString& text)
    {
        static const QRegularExpression place(QStringLiteral("%(\\d|n)"));
        QStringList found;
        for (auto match = place.globalMatch(text); match.hasNext();)
            found.append(match.next().captured());
        found.removeDuplicates();
        found.sort();
        return found;
    }

private Q_SLOTS:
    void chineseIsComplete()
    {
        const QList<Message> messages = read(QStringLiteral("fulcrum_zh_CN.ts"));
        QVERIFY(messages.size() > 300);
        QStringList wrong;
        for (const Message& message : messages)
            if (!message.finished || message.translation.isEmpty()
                || placeholders(message.source) != placeholders(message.translation))
                wrong.append(message.source);
        QCOMPARE(wrong, QStringList());
    }

    void everyTextOfTheSourcesIsThere()
    {
        QSet<QString> known;
        for (const Message& message : read(QStringLiteral("fulcrum_zh_CN.ts")))
            known.insert(message.source);
        static const QRegularExpression call(QStringLiteral("\\btr\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*[,)]"));
        QStringList missing;
        for (const char* folder : {"widgets", "app/shell", "app/fulcrum"}) {
            const QString root = QStringLiteral(FULCRUM_SOURCE_DIR "/") + QString::fromLatin1(folder);
            QDirIterator files(root, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QString text = QString::fromUtf8(file.readAll());
                for (auto match = call.globalMatch(text); match.hasNext();) {
                    const QString source = match.next().captured(1).replace(QStringLiteral("\\\""), QStringLiteral("\"")).replace(QStringLiteral("\\n"), QStringLiteral("\n"));
                    if (!source.isEmpty() && !known.contains(source))
                        missing.append(source);
                }
            }
        }
        QCOMPARE(missing, QStringList());
    }

    void englishHasPlurals()
    {
        const QList<Message> messages = read(QStringLiteral("fulcrum_en.ts"));
        QVERIFY(!messages.isEmpty());
        for (const Message& message : messages)
            QVERIFY2(message.finished && !message.translation.isEmpty(), qPrintable(message.source));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
