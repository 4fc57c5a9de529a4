// A page that is only passed through: <form data-pass-on> goes on by itself. Its button is for browsers without script.
document.querySelector("form[data-pass-on]")?.submit();
