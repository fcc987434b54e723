// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QButtonGroup>
#include <QFrame>
#include <QToolButton>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QScrollArea;

namespace fulcrum::views {

/// What a page shows when it has nothing else to show: an icon, a sentence, what to do, and the buttons that do it.
class MessageCard : public QWidget
{
    Q_OBJECT

public:
    explicit MessageCard(QWidget* parent = nullptr);
    /// The first action is the primary button; actions that are disabled show why in their tool tip.
    void show(const QString& icon, const QString& title, const QString& text, const QList<QAction*>& actions = {});
    QString title() const;

private:
    void refreshIcon();
    void fit();
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QHBoxLayout* m_buttons;
};

/// A bar across a page for background trouble and notes: never modal, can be closed.
class InlineBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Note, Warning, Error };
    explicit InlineBar(QWidget* parent = nullptr);
    void showMessage(Kind kind, const QString& text, const QList<QAction*>& actions = {});
    QString text() const;

private:
    void paintEvent(QPaintEvent* event) override;
    Kind m_kind = Kind::Note;
    QLabel* m_label;
    QHBoxLayout* m_buttons;
};

/// A few choices side by side of which one holds.
class SegmentedControl : public QFrame
{
    Q_OBJECT

public:
    explicit SegmentedControl(QWidget* parent = nullptr);
    void addChoice(const QString& text, const QString& tip, int id);
    int current() const { return m_group.checkedId(); }
    void setCurrent(int id);
    void setChoiceEnabled(int id, bool enabled, const QString& tip);

Q_SIGNALS:
    void chosen(int id); ///< by a person

private:
    void paintEvent(QPaintEvent* event) override;
    QButtonGroup m_group;
    QHBoxLayout* m_layout;
};

/// A flat button with icon and text that opens a menu; says so with an arrow behind the text. Where room is short the text is
/// cut.
class MenuButton : public QToolButton
{
    Q_OBJECT

public:
    MenuButton(const QString& text, const QString& icon, const QString& tip, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void paintEvent(QPaintEvent* event) override;
};

/// A frame drawn as a card (see theme::Style).
QFrame* makeCard(QWidget* parent = nullptr);
/// A one-pixel line in the border colour.
QWidget* makeLine(Qt::Orientation orientation, QWidget* parent = nullptr);
/// What a dock is made of: content that scrolls up and down, or a message in its place.
void layoutDock(QWidget* dock, QScrollArea* scroll, QWidget* content, QWidget* message);
/// Fills a page with the palette's Base instead of Window.
void paintAsPage(QWidget* widget);

} // namespace fulcrum::views
