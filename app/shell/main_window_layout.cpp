// SPDX-License-Identifier: GPL-3.0-or-later
// Perspectives: which page and docks belong together; and the titles of docks that stand alone.
#include "app/shell/main_window.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/views/common.h"

#include <QDockWidget>
#include <QInputDialog>
#include <QMenu>

namespace fulcrum::shell {

namespace {

struct Perspective
{
    const char* name;
    const char* page;   ///< where it is there, else `otherPage`
    const char* otherPage;
    std::initializer_list<const char*> docks; ///< the others are hidden
    const char* front;  ///< the dock in front of its tabs; may be empty
};

const Perspective kPerspectives[] = {
    {"explore", "data", "data", {"dock.inspector", "dock.filters"}, ""},
    {"explain", "sequences", "sequences", {"dock.inspector", "dock.step"}, "dock.step"},
    {"run", "runs", "charts", {"dock.jobs", "dock.log"}, "dock.jobs"},
    {"figure", "charts", "charts", {}, ""},
};

} // namespace

void MainWindow::registerLayoutActions()
{
    const auto add = [this](const char* name, const QString& text, const QString& tip, const char* keys) {
        m_actions->add({QStringLiteral("perspective.") + QString::fromLatin1(name), text, tip, QKeySequence(QString::fromLatin1(keys)),
            QStringLiteral("fullscreen")},
            [this, name] { showPerspective(QString::fromLatin1(name)); });
    };
    add("explore", tr("Perspective: &Explore"), tr("Browse samples, with filters and inspector"), "Ctrl+Alt+1");
    add("explain", tr("Perspective: E&xplain"), tr("One query's sequences, with the step inspector"), "Ctrl+Alt+2");
    add("run", tr("Perspective: &Run"), tr("Runs, with jobs and log"), "Ctrl+Alt+3");
    add("figure", tr("Perspective: &Figure"), tr("Charts with the whole window"), "Ctrl+Alt+4");
    m_actions->add({QStringLiteral("perspective.save"), tr("&Save this layout…"), tr("Keep the present page and docks under a name"), {},
        QStringLiteral("plus")},
        [this] {
            bool good = false;
            const QString name = QInputDialog::getText(this, tr("Save this layout"), tr("Name"), QLineEdit::Normal, {}, &good).trimmed();
            if (good && !name.isEmpty())
                saveLayout(name);
        });
    m_actions->add({QStringLiteral("perspective.saved"), tr("Saved &layouts…"), tr("Go to a layout that was saved, or remove one"), {},
        QStringLiteral("history")},
        [this] { offerLayouts(); });
    updateLayouts();
}

bool MainWindow::hasPage(const QString& name) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [&name](const PageEntry& entry) { return entry.name == name; });
}

void MainWindow::showPerspective(const QString& name)
{
    if (!m_session->isOpen())
        return; // without a project there is nothing that a layout could show
    for (const Perspective& one : kPerspectives) {
        if (name != QLatin1String(one.name))
            continue;
        const QString wanted = QString::fromLatin1(one.page);
        showPage(hasPage(wanted) ? wanted : QString::fromLatin1(one.otherPage));
        restoreState(m_defaultDocks, SessionStore::kDockVersion);
        for (QDockWidget* dock : docks()) {
            const bool shown = std::any_of(one.docks.begin(), one.docks.end(),
                [dock](const char* shownName) { return dock->objectName() == QLatin1String(shownName); });
            dock->setVisible(shown);
            if (shown && dock->objectName() == QLatin1String(one.front))
                dock->raise();
        }
        m_store->touch();
        return;
    }
    const QMap<QString, SavedLayout> saved = m_store->layouts();
    if (const auto one = saved.find(name); one != saved.end()) {
        showPage(one->page);
        restoreState(one->docks, SessionStore::kDockVersion);
        m_store->touch();
    }
}

void MainWindow::saveLayout(const QString& name)
{
    m_store->saveLayout(name, {page(), saveState(SessionStore::kDockVersion)});
    updateLayouts();
}

void MainWindow::removeLayout(const QString& name)
{
    m_store->removeLayout(name);
    updateLayouts();
}

void MainWindow::updateLayouts()
{
    const bool open = m_session->isOpen();
    const QString none = tr("Open a project first.");
    for (const Perspective& one : kPerspectives)
        m_actions->setUnavailable(QStringLiteral("perspective.") + QString::fromLatin1(one.name), open ? QString() : none);
    m_actions->setUnavailable(QStringLiteral("perspective.save"), open ? QString() : none);
    m_actions->setUnavailable(QStringLiteral("perspective.saved"),
        !open ? none : m_store->layouts().isEmpty() ? tr("No layout was saved yet.") : QString());
}

/// A menu rather than a dialog: two keys lead to a layout.
void MainWindow::offerLayouts()
{
    QMenu menu(this);
    const QMap<QString, SavedLayout> saved = m_store->layouts();
    for (auto one = saved.begin(); one != saved.end(); ++one)
        menu.addAction(one.key(), this, [this, name = one.key()] { showPerspective(name); });
    menu.addSeparator();
    QMenu* removal = menu.addMenu(tr("Remove"));
    for (auto one = saved.begin(); one != saved.end(); ++one)
        removal->addAction(one.key(), this, [this, name = one.key()] { removeLayout(name); });
    menu.exec(mapToGlobal(rect().center() - QPoint(menu.sizeHint().width() / 2, menu.sizeHint().height())));
}

/// A dock among tabs is named by its tab; one that stands alone needs a title of its own.
void MainWindow::updateDockTitles()
{
    for (QDockWidget* dock : docks()) {
        const QList<QDockWidget*> beside = tabifiedDockWidgets(dock);
        const bool tabbed = !dock->isFloating()
            && std::any_of(beside.begin(), beside.end(),
                [](const QDockWidget* other) { return !other->isHidden() && !other->isFloating(); });
        if (tabbed == (dock->titleBarWidget() != nullptr))
            continue;
        QWidget* before = dock->titleBarWidget();
        dock->setTitleBarWidget(tabbed ? new QWidget : nullptr);
        if (before)
            before->deleteLater();
    }
}

} // namespace fulcrum::shell
