// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QMouseEvent>
#include <QScreen>
#include <QTest>
#include <QTimer>
#include <QWidget>
#include <QWindow>

namespace fulcrum::story {

/// Uses a window as a person does: with the keyboard and the mouse, nothing else. Takes a picture of each step where
/// FULCRUM_STORY_SHOTS names a folder.
class Driver
{
public:
    explicit Driver(QWidget* window) : m_window(window) {}

    /// Keys go to what has the focus.
    static QWidget* focus()
    {
        if (QWidget* popup = QApplication::activePopupWidget())
            return popup;
        if (QWidget* modal = QApplication::activeModalWidget())
            return modal->focusWidget() ? modal->focusWidget() : modal;
        return QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
    }
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        if (QWidget* where = focus())
            QTest::keyClick(where, key, modifiers);
    }
    static void type(const QString& text)
    {
        if (QWidget* where = focus())
            QTest::keyClicks(where, text);
    }
    static void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center()); }
    static void fill(QWidget* field, const QString& text)
    {
        click(field);
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
    }

    /// What `work` opens runs an event loop of its own (a modal dialog, a drag): `meanwhile` is done within it.
    template <class Work, class Meanwhile>
    static void during(Work work, Meanwhile meanwhile)
    {
        QTimer::singleShot(250, qApp, meanwhile);
        work();
    }
    /// Finds a command by its name and runs it.
    void command(const QString& text) const
    {
        during([this] { QTest::keyClick(m_window, Qt::Key_K, Qt::ControlModifier); },
            [text] {
                type(text);
                key(Qt::Key_Return);
            });
    }
    /// Pulls `from` to a place of the same window.
    void drag(QWidget* from, const QPoint& to) const
    {
        QWindow* handle = m_window->windowHandle();
        const QPoint start = from->mapTo(m_window, from->rect().center());
        QTest::mousePress(handle, Qt::LeftButton, {}, start);
        const QPoint steps[] = {start + QPoint(12, 0), start + (to - start) / 2, to, to};
        for (int i = 0; i < 4; ++i)
            QTimer::singleShot(150 * (i + 1), handle, [handle, place = steps[i]] { QTest::mouseMove(handle, place); });
        QTimer::singleShot(900, handle, [handle, to] { QTest::mouseRelease(handle, Qt::LeftButton, {}, to); });
        QTest::mouseMove(handle, start + QPoint(6, 0));
        QTest::mouseMove(handle, start + QPoint(30, 0)); // from here on the drag has the event loop
        QTest::qWait(1200);
    }

    /// A picture of the window with what stands before it.
    void shot(const char* name) const
    {
        const QString folder = qEnvironmentVariable("FULCRUM_STORY_SHOTS");
        if (folder.isEmpty())
            return;
        QTest::qWait(400); // thumbnails come, animations end
        QDir().mkpath(folder);
        const QString file = QStringLiteral("%1/%2.png").arg(folder, QString::fromLatin1(name));
        if (QGuiApplication::platformName() == u"xcb") {
            m_window->screen()->grabWindow(0).save(file);
            return;
        }
        QWidget* before = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : QApplication::activeWindow();
        (before ? before : m_window)->grab().save(file);
    }

private:
    QWidget* m_window;
};

} // namespace fulcrum::story
