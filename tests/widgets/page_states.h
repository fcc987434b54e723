// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/compare_fixture.h"
#include "widgets/views/common.h"

#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

namespace fulcrum::test {

inline QString text(const char* latin) { return QString::fromLatin1(latin); }

/// The parts of a window, with the actions of the shell that pages offer.
struct Parts : SharedParts
{
    Parts()
    {
        for (const char* id : {"file.openDemo", "file.openProject", "job.eval", "job.embed", "file.importResults", "page.data", "page.sets", "page.sequences"})
            actions.add({text(id), text(id), text(id)});
        actions.add({text("file.reload"), text("file.reload"), text("file.reload")}, [this] { session.open(session.folder()); });
    }
    ~Parts() { session.close(); }
    bool idle() { return session.isOpen() && !session.datasetsLoading() && session.worker().idle(); }
};

/// What a person sees of a card or bar, and the buttons under it.
inline QString shownText(const QWidget* widget)
{
    QStringList texts;
    for (const auto* label : widget->findChildren<QLabel*>())
        if (label->isVisibleTo(widget))
            texts.append(label->text());
    return texts.join(u'\n');
}

inline QPushButton* button(const QWidget* widget, const char* name)
{
    for (auto* one : widget->findChildren<QPushButton*>())
        if (one->text() == text(name))
            return one;
    return nullptr;
}

/// The message that is shown now; nullptr when content is.
inline views::MessageCard* card(const QWidget* page)
{
    for (auto* one : page->findChildren<views::MessageCard*>())
        if (one->isVisible())
            return one;
    return nullptr;
}

inline QString title(const QWidget* page) { return card(page) ? card(page)->title() : QString(); }

/// The bar that is shown now.
inline views::InlineBar* bar(const QWidget* page)
{
    for (auto* one : page->findChildren<views::InlineBar*>())
        if (one->isVisible())
            return one;
    return nullptr;
}

inline void execute(const ProjectFixture& fixture, const std::string& sql)
{
    SQLite::Database database((fixture.folder() + text("/project.sqlite")).toStdString(), SQLite::OPEN_READWRITE, 10'000);
    database.exec(sql);
}

/// A column of the database that is not there any more, as after a damage; put back with `back`.
inline void damage(const ProjectFixture& fixture, const std::string& table, const std::string& column, bool back = false)
{
    const std::string away = column + "_away";
    execute(fixture, "ALTER TABLE " + table + " RENAME COLUMN " + (back ? away : column) + " TO " + (back ? column : away));
}

/// Data sets of which samples were lost: they cannot be opened.
inline void loseSamples(const ProjectFixture& fixture, const char* splits = "'train', 'val'")
{
    execute(fixture, std::string("UPDATE dataset SET samples = samples + 1 WHERE split IN (") + splits + ")");
}

inline void findSamples(const ProjectFixture& fixture) { execute(fixture, "UPDATE dataset SET samples = samples - 1"); }

/// Files below a folder whose first bytes are overwritten; the contents before, to put back.
inline QMap<QString, QByteArray> damageFiles(const QString& folder, const char* pattern)
{
    QMap<QString, QByteArray> before;
    QDirIterator files(folder, {text(pattern)}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadWrite))
            continue;
        before[file.fileName()] = file.readAll();
        file.seek(0);
        file.write(QByteArray(64, '\x7f'));
    }
    return before;
}

inline void putBack(const QMap<QString, QByteArray>& files)
{
    for (auto one = files.begin(); one != files.end(); ++one)
        if (QFile file(one.key()); file.open(QIODevice::WriteOnly))
            file.write(one.value());
}

} // namespace fulcrum::test

/// The page or mode says what is wrong, where and why, and `again` reads it again.
#define VERIFY_ERROR(where, heading, detail, again) \
    do { \
        QTRY_COMPARE(title(where), text(heading)); \
        QVERIFY2(shownText(card(where)).contains(text(detail)), qPrintable(shownText(card(where)))); \
        QVERIFY2(button(card(where), again) && button(card(where), again)->isEnabled(), "there is no way to try again"); \
    } while (false)
